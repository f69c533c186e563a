"""Files whose sentences only agents read: Arabic is not asked for there (issue 2)."""

AGENT_ONLY = (
    "inclusion/accounts/views/administration",
    "templates/accounts/enrol",
    "templates/accounts/new_totp",
    "templates/accounts/second_factor",
    "templates/accounts/totp",
    "inclusion/appointments/forms/agenda",
    "inclusion/appointments/forms/openings",
    "inclusion/appointments/views/agenda",
    "inclusion/appointments/views/openings",
    "inclusion/demo/",
    "inclusion/desk/",
    "templates/administration/",
    "templates/appointments/agenda",
    "templates/appointments/absence",
    "templates/appointments/opening",
    "templates/desk/",
    "templates/layouts/desk.html",
)
