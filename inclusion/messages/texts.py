"""Every text that we send, each with its version: other words make another version.

An SMS lies on a screen that others see: no name, no reason, no link, one part only. Every text
may also use `product` and `phone`, which `written` adds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from inclusion.contact import format_phone
from inclusion.messages import gsm
from inclusion.messages.appointment_texts import APPOINTMENT_TEXTS
from inclusion.messages.rules import CODE_LIFE, Channel
from inclusion.messages.words import CALL_US, HELLO, N_, NEVER_ASKED, NOT_YOU, TEN_MINUTES, Text
from inclusion.settings import Settings


@dataclass(frozen=True, slots=True)
class Written:
    """A text in one language with its values: an SMS has one paragraph and no subject."""

    subject: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        """The whole as plain text."""
        return "\n\n".join(self.paragraphs)


TEXTS: dict[str, Text] = {
    "code": Text(
        1,
        N_("Votre code"),
        (N_("Votre code : %(code)s"), TEN_MINUTES, NEVER_ASKED),
        N_("Votre code : %(code)s. Il marche 10 minutes. Nous ne le demandons jamais."),
        CODE_LIFE,
    ),
    "channel_confirm": Text(
        1,
        N_("Votre code de confirmation"),
        (N_("Écrivez ce code sur notre site : %(code)s"), TEN_MINUTES, NEVER_ASKED),
        N_("Code à confirmer : %(code)s. Il marche 10 minutes. Nous ne le demandons jamais."),
        CODE_LIFE,
    ),
    "new_sign_in": Text(
        1,
        N_("Une entrée dans votre compte"),
        (
            N_("Quelqu’un est entré dans votre compte : %(when)s."),
            N_("L’appareil : %(device)s."),
            N_("C’est vous ? Vous n’avez rien à faire."),
            NOT_YOU,
        ),
        N_("Nouvelle entrée dans votre compte. Ce n’est pas vous ? Appelez le %(phone)s."),
    ),
    "card_remade": Text(
        1,
        N_("Votre carte a été refaite"),
        (
            N_("Votre carte a été refaite au guichet."),
            N_("L’ancienne carte ne marche plus."),
            NOT_YOU,
        ),
        N_("Votre carte a été refaite. Ce n’est pas vous ? Appelez le %(phone)s."),
    ),
    "recovery_opened": Text(
        1,
        N_("Une demande sur votre compte"),
        (
            N_("Quelqu’un demande à retrouver l’accès à votre compte, au guichet."),
            N_("C’est vous ? Vous n’avez rien à faire."),
            N_("Ce n’est pas vous ? Refusez dans votre compte, ou appelez-nous."),
        ),
        N_("Une demande sur votre compte. Ce n’est pas vous ? Appelez le %(phone)s."),
    ),
    "account_blocked": Text(
        1,
        N_("Votre compte est bloqué"),
        (
            N_("Votre compte est bloqué. Plus personne n’y entre."),
            N_("Vos rendez-vous sont gardés."),
            N_("Pour le rouvrir, venez au guichet."),
        ),
        N_("Votre compte est bloqué. Vos rendez-vous sont gardés. Appelez le %(phone)s."),
    ),
    "closing": Text(
        1,
        N_("La fermeture de votre compte"),
        (
            N_("Votre compte sera fermé dans 30 jours."),
            N_("Vous changez d’avis ? Entrez dans votre compte avant ce jour."),
            NOT_YOU,
        ),
        N_("Votre compte fermera dans 30 jours. Ce n’est pas vous ? Appelez le %(phone)s."),
    ),
    "contact_changed": Text(
        1,
        N_("Vos coordonnées ont changé"),
        (
            N_("Cette adresse ou ce numéro ne sert plus pour votre compte."),
            N_("C’est vous ? Vous n’avez rien à faire."),
            NOT_YOU,
        ),
        N_("Ce numéro ne sert plus pour votre compte. Ce n’est pas vous ? Appelez le %(phone)s."),
    ),
    "safe_date": Text(
        1,
        N_("Une date approche dans votre coffre"),
        (
            N_("Une date approche dans votre coffre."),
            N_("Ouvrez-le pour voir laquelle."),
        ),
        N_("Une date approche. Pour la voir, ouvrez votre coffre ou appelez le %(phone)s."),
    ),
    "safe_release_asked": Text(
        1,
        N_("Une demande attend votre réponse"),
        (
            N_("Une demande attend dans votre compte."),
            N_("Vous êtes d’accord ? Vous n’avez rien à faire."),
            N_("Sinon, arrêtez-la dans votre compte, ou appelez-nous. Un appel suffit."),
        ),
        N_("Une demande attend dans votre compte. Pas d’accord ? Appelez le %(phone)s."),
    ),
    "safe_rescue_changed": Text(
        1,
        N_("Un réglage de votre compte a changé"),
        (
            N_("Un réglage de votre compte a changé."),
            N_("C’est vous ? Vous n’avez rien à faire."),
            NOT_YOU,
        ),
        N_("Un réglage de votre compte a changé. Ce n’est pas vous ? Appelez le %(phone)s."),
    ),
    "safe_trust_ended": Text(
        1,
        N_("Un lien de votre compte ne marche plus"),
        (
            N_("Un lien entre votre compte et quelqu’un ne marche plus."),
            N_("Pour le refaire, regardez dans votre compte."),
        ),
        N_("Un lien de votre compte ne marche plus. Une question ? Appelez le %(phone)s."),
    ),
    "identity_linked": Text(
        1,
        N_("Une nouvelle façon d’entrer"),
        (
            N_("Une nouvelle façon d’entrer est reliée à votre compte."),
            N_("C’est vous ? Vous n’avez rien à faire."),
            NOT_YOU,
        ),
        N_("Votre compte a une nouvelle entrée. Ce n’est pas vous ? Appelez le %(phone)s."),
    ),
    "safe_received": Text(
        1,
        N_("Un papier vous attend"),
        (
            N_("Un papier vous attend dans votre coffre."),
            N_("Ouvrez votre coffre pour le garder ou le refuser."),
        ),
        N_("Un papier vous attend dans votre coffre."),
    ),
    **APPOINTMENT_TEXTS,
}


def written(
    code: str, *, channel: Channel, language: str, values: Mapping[str, str], settings: Settings
) -> Written:
    """Return a text in a language, with its values."""
    text, catalogue = TEXTS[code], _catalogue(settings.root, language)
    ours = {"product": settings.product_name, "phone": format_phone(settings.phone)}

    def said(sentence: str) -> str:
        return catalogue.gettext(sentence) % {**values, **ours}

    if channel is Channel.SMS:
        return Written("", (gsm.folded(said(text.sms)),))
    body = (said(HELLO), *map(said, text.body), said(CALL_US), settings.product_name)
    return Written(said(text.subject), body)


@lru_cache(maxsize=16)
def _catalogue(root: Path, language: str) -> NullTranslations:
    return Translations.load(root / "translations", [language])
