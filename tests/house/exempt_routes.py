"""GET routes that `inclusion pages` does not list: why, and the test that covers each."""

EXEMPT = {
    "appointments.check": (
        "needs the answers of the journey",
        "tests/pages/test_appointments_journey.py",
    ),
    "accounts.second_factor": ("needs a passphrase just given", "tests/pages/test_factors.py"),
    "accounts.enrol": ("needs a passphrase just given", "tests/pages/test_factors.py"),
    "assets.script": ("the script of passkeys, not a page", "tests/pages/test_factors.py"),
    "assets.style": ("the style sheet, not a page", "tests/pages/test_every_page.py"),
}
