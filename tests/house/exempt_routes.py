"""GET routes that `inclusion pages` does not list: why, and the test that covers each."""

EXEMPT = {
    "assets.style": ("the style sheet, not a page", "tests/pages/test_every_page.py"),
}
