"""GET routes that `inclusion pages` does not list: why, and the test that covers each."""

EXEMPT = {
    "accounts.cross_off": ("said once, after a code of a sheet", "tests/pages/test_codes.py"),
    "appointments.check": (
        "needs the answers of the journey",
        "tests/pages/test_appointments_journey.py",
    ),
    "appointments.feed": (
        "needs the secret of a calendar, which is not kept",
        "tests/pages/test_calendar_feed.py",
    ),
    "federation.attach": ("needs an identity that waits", "tests/pages/test_federation.py"),
    "federation.callback": ("the answer of a provider", "tests/pages/test_federation.py"),
    "federation.left": ("needs a provider", "tests/pages/test_federation.py"),
    "federation.unknown": ("needs an identity that waits", "tests/pages/test_federation.py"),
    "federation.welcome": ("needs an identity attached", "tests/pages/test_federation.py"),
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
    **{
        f"lending.{name}": ("needs an agent's key, open", "tests/pages/test_lending_openings.py")
        for name in ("show", "page_image", "download")
    },
    **{
        f"lending.{name}": ("needs a link and its code", "tests/pages/test_lending_openings.py")
        for name in ("by_link", "lent", "lent_image", "lent_download")
    },
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
    **{
        f"receiving.{name}": (
            "needs a key that only the depositor has",
            "tests/pages/test_receiving_desk.py",
        )
        for name in ("receipt", "signed_receipt")
    },
    "safe.changed": ("needs a safe that was changed outside", "tests/pages/test_safe_changed.py"),
    "accounts.second_factor": ("needs a passphrase just given", "tests/pages/test_factors.py"),
    "accounts.enrol": ("needs a passphrase just given", "tests/pages/test_factors.py"),
    **{
        f"rescue.{name}": (
            "needs two bodies in the settings",
            "tests/pages/test_rescue_officers.py",
        )
        for name in ("ask_officers", "opening", "openings", "start")
    },
    "safe.download_original": (
        "needs a photo kept as it came",
        "tests/pages/test_safe_putting_in.py",
    ),
    "assets.script": ("scripts, not pages", "tests/pages/test_factors.py"),
    "assets.style": ("the style sheet, not a page", "tests/pages/test_every_page.py"),
}
