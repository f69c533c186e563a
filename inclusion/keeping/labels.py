"""French words of the notebook."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.intake.rules import FileKind

HEADINGS: dict[FileKind, Any] = {
    FileKind.DATE: _l("Dates importantes"),
    FileKind.CONTACT: _l("Contacts"),
    FileKind.NOTE: _l("Notes"),
}
ADD: dict[FileKind, Any] = {
    FileKind.DATE: _l("Ajouter une date"),
    FileKind.CONTACT: _l("Ajouter un contact"),
    FileKind.NOTE: _l("Ajouter une note"),
}
CHANGE: dict[FileKind, Any] = {
    FileKind.DATE: _l("Changer cette date"),
    FileKind.CONTACT: _l("Changer ce contact"),
    FileKind.NOTE: _l("Changer cette note"),
}
ICONS = {FileKind.DATE: "calendar", FileKind.CONTACT: "person", FileKind.NOTE: "document"}
EVENTS: dict[str, Any] = {
    "keeping.warning_said": _l("On vous a dit qu’une date approche dans votre coffre."),
}
