"""GET routes that `inclusion pages` does not list: why, and the test that covers each."""

EXEMPT = {
    "appointments.check": (
        "needs the answers of the journey",
        "tests/pages/test_appointments_journey.py",
    ),
    "provider.authorize": (
        "sends a service's request to the sign-in",
        "tests/pages/test_provider_dance.py",
    ),
    "provider.consent": (
        "needs a service's request",
        "tests/pages/test_provider_dance.py",
    ),
    "provider.logout": ("needs a visit to end", "tests/pages/test_provider_dance.py"),
    "provider.userinfo": ("needs an access token", "tests/pages/test_provider_dance.py"),
    "assets.style": ("the style sheet, not a page", "tests/pages/test_every_page.py"),
}
