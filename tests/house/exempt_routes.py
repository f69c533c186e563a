"""GET routes that `inclusion pages` does not list: why, and the test that covers each."""

EXEMPT = {
    "appointments.check": (
        "needs the answers of the journey",
        "tests/pages/test_appointments_journey.py",
    ),
    **{
        f"counter.{name}": ("stands in the middle of an errand", "tests/pages/test_counter.py")
        for name in (
            "choose",
            "choose_passphrase",
            "code",
            "code_pdf",
            "open_account",
            "printing",
            "printing_pdf",
        )
    },
    "assets.style": ("the style sheet, not a page", "tests/pages/test_every_page.py"),
}
