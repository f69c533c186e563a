"""Files whose sentences only agents read: Arabic is not asked for there (issue 2)."""

AGENT_ONLY = (
    "inclusion/accounts/views/administration",
    "inclusion/appointments/forms/agenda",
    "inclusion/appointments/forms/openings",
    "inclusion/appointments/views/agenda",
    "inclusion/appointments/views/openings",
    "inclusion/demo/",
    "inclusion/desk/",
    "inclusion/states/forms/agent",
    "inclusion/states/labels/agent",
    "inclusion/states/views/agent",
    "templates/administration/",
    "templates/appointments/agenda",
    "templates/appointments/absence",
    "templates/appointments/opening",
    "templates/desk/",
    "templates/layouts/desk.html",
    "templates/states/agent/",
)
