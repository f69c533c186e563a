"""What a signed statement says, in words."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from inclusion import wording
from inclusion.web import languages

TITLES: dict[str, Any] = {
    "deposit": _l("Reçu d’un papier"),
    "erasure": _l("Attestation : un papier est effacé"),
    "heads": _l("Déclaration du jour sur les journaux"),
}
CHANNELS: dict[str, Any] = {
    "owner": _l("La personne à qui est le coffre"),
    "mediator": _l("Un médiateur, qui a la référence %(who)s"),
    "service": _l("Un service, qui a la référence %(who)s"),
}
Facts = list[tuple[Any, str]]


def facts(claims: dict[str, Any]) -> Facts:
    """Return the facts of a statement, each with its name."""
    return [*_SAID[claims["kind"]](claims), (_("Signé par"), str(claims.get("iss", "")))]


def _deposit(claims: dict[str, Any]) -> Facts:
    channel = CHANNELS.get(claims["channel"], claims["channel"])
    return [
        (_("Référence du papier"), claims["document"]),
        (_("Déposé par"), str(channel) % {"who": claims["depositor"]}),
        (_("Déposé"), _instant(claims["deposited_at"])),
        (_("Horodatage"), _simple()),
        (_("Taille"), wording.size(claims["size_bytes"], _locale())),
        (_("Empreinte du fichier"), f"{claims['hash_algorithm']} {claims['sha256']}"),
        *_given(claims),
        (_("Empreinte du fichier chiffré"), claims["sealed_sha256"]),
        _place(claims),
    ]


def _given(claims: dict[str, Any]) -> Facts:
    given = claims.get("given_sha256") or ""
    if given in ("", claims["sha256"]):
        return []
    return [(_("Empreinte du fichier avant nos changements"), given)]


def _erasure(claims: dict[str, Any]) -> Facts:
    return [
        (_("Référence du papier"), ", ".join(claims["documents"])),
        (_("Effacé"), _instant(claims["erased_at"])),
        (_("Horodatage"), _simple()),
        (
            _("Dernière copie de sauvegarde effacée avant le"),
            wording.day(date.fromisoformat(claims["backups_until"]), _locale(), year=True),
        ),
        (_("Empreinte du fichier chiffré"), ", ".join(claims["sealed_sha256"])),
        _place(claims),
    ]


def _heads(claims: dict[str, Any]) -> Facts:
    return [
        (_("Numéro"), str(claims["seq"])),
        (_("Faite"), _instant(claims["at"])),
        (_("Nombre de coffres"), str(claims["safes"])),
        (_("Empreinte"), claims["digest"]),
    ]


def _place(claims: dict[str, Any]) -> tuple[Any, str]:
    return _("Ligne du journal"), f"{claims['journal_seq']}, {claims['journal_head']}"


def _simple() -> str:
    return str(_("Horodatage simple : l’heure de notre machine."))


def _instant(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{wording.day(at, _locale(), year=True)}, {wording.hour(at, _locale())}"


def _locale() -> str:
    return languages.current().code


_SAID = {"deposit": _deposit, "erasure": _erasure, "heads": _heads}
