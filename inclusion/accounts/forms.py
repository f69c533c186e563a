"""Forms of the account: one question a page when a citizen opens one."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.accounts.labels import CHANNELS, ROLES
from inclusion.accounts.rules import Role
from inclusion.accounts.rules.codes import CodeChannel
from inclusion.web.fields import (
    CheckboxField,
    DateField,
    EmailField,
    HiddenField,
    PhoneField,
    RadioField,
    SecretField,
    SelectField,
    TextField,
)
from inclusion.web.forms import Form
from inclusion.web.languages import LANGUAGES
from inclusion.web.validators import Required

NAME_HINT = _l("Un seul nom suffit, si vous n’en avez qu’un.")
NAME_MISSING = _l("Écrivez votre nom. Par exemple : Fatou Martin.")
PHRASE_HINT = _l(
    "12 signes ou plus. Le plus simple : quatre mots au hasard, "
    "par exemple des objets que vous voyez."
)
NUMBER_HINT = _l("Le numéro a 9 chiffres. Il est sur votre carte ou sur votre feuille.")


def _identifier(hint: Any = NUMBER_HINT) -> TextField:
    return TextField(
        _l("Votre numéro de compte, votre e-mail ou votre téléphone"),
        [Required(_l("Écrivez votre numéro. Il a 9 chiffres."))],
        hint=hint,
        autocomplete="username",
    )


def _shared() -> CheckboxField:
    return CheckboxField(
        _l("D’autres personnes utilisent cet ordinateur ou ce téléphone"), default=True
    )


class SignInForm(Form):
    """Which account, and its passphrase, nothing else."""

    identifier = _identifier()
    password = SecretField(
        _l("Votre phrase secrète"),
        [Required(_l("Écrivez votre phrase secrète."))],
        autocomplete="current-password",
    )
    shared = _shared()


class AskCodeForm(Form):
    """Which account, and how its code should leave."""

    identifier = _identifier()
    channel = RadioField(
        _l("Comment recevoir le code ?"),
        choices=[(channel.value, CHANNELS[channel]) for channel in CodeChannel],
        missing=_l("Choisissez l’e-mail ou le SMS."),
    )

    def offer(self, channels: list[CodeChannel]) -> None:
        """Set the ways by which this site sends codes."""
        self.channel.choices = [(channel.value, CHANNELS[channel]) for channel in channels]


class ReceivedCodeForm(Form):
    """The code that came."""

    code = TextField(
        _l("Le code reçu"),
        [Required(_l("Écrivez le code. Il a 8 chiffres."))],
        hint=_l("8 chiffres. Le code marche dix minutes."),
        autocomplete="one-time-code",
        inputmode="numeric",
        width="w10",
    )
    shared = _shared()


class SheetCodeForm(Form):
    """Which account, and a code of its sheet."""

    identifier = _identifier(_l("Le numéro a 9 chiffres."))
    code = TextField(
        _l("Un code de votre feuille"),
        [Required(_l("Écrivez un code. Il a 8 chiffres."))],
        hint=_l("8 chiffres. Prenez un code qui n’est pas rayé."),
        autocomplete="off",
        inputmode="numeric",
        width="w10",
    )
    shared = _shared()


class NetworkForm(Form):
    """The public address of a place; the places are handed in."""

    address = TextField(
        _l("Adresse publique"),
        [Required(_l("Écrivez l’adresse. Par exemple : 192.0.2.7."))],
        hint=_l("Celle que voient les autres sites. Le fournisseur d’accès la donne."),
        autocomplete="off",
        width="w10",
    )
    place = SelectField(_l("Lieu"))

    def offer(self, places: list[tuple[str, str]]) -> None:
        """Set the places to choose from: (id, name)."""
        self.place.choices = places


class NameForm(Form):
    """Ask for the name."""

    name = TextField(
        _l("Comment vous appelez-vous ?"), [Required(NAME_MISSING)], hint=NAME_HINT,
        autocomplete="name",
    )  # fmt: skip


class BirthForm(Form):
    """Ask for the birth date, which may stay empty."""

    birth_on = DateField(
        _l("Quelle est votre date de naissance ?"),
        hint=_l("Par exemple : 14 5 1971. L’année seule suffit. Vous pouvez laisser vide."),
        birth=True,
    )


class ContactForm(Form):
    """Ask how to reach the person, which may stay empty."""

    phone = PhoneField(_l("Votre téléphone"), hint=_l("Vous pouvez laisser vide."))
    email = EmailField(_l("Votre adresse e-mail"), hint=_l("Vous pouvez laisser vide."))


class PassphraseForm(Form):
    """Choose a passphrase."""

    passphrase = SecretField(
        _l("Choisissez une phrase secrète"),
        [Required(_l("Écrivez une phrase secrète de 12 signes ou plus."))],
        hint=PHRASE_HINT,
        autocomplete="new-password",
    )


class NewPassphraseForm(Form):
    """Change a passphrase against the present one."""

    current = SecretField(
        _l("Votre phrase secrète d’aujourd’hui"),
        [Required(_l("Écrivez votre phrase secrète d’aujourd’hui."))],
        autocomplete="current-password",
    )
    passphrase = SecretField(
        _l("Votre nouvelle phrase secrète"),
        [Required(_l("Écrivez une phrase secrète de 12 signes ou plus."))],
        hint=PHRASE_HINT,
        autocomplete="new-password",
    )

    def expect_first(self) -> None:
        """Ask for no present phrase: the account was entered otherwise until now."""
        del self.current


class ProfileForm(Form):
    """How a citizen is called and reached."""

    name = TextField(_l("Votre nom"), [Required(NAME_MISSING)], hint=NAME_HINT, autocomplete="name")
    birth_on = DateField(
        _l("Votre date de naissance"),
        hint=_l("Par exemple : 14 5 1971. L’année seule suffit. Vous pouvez laisser vide."),
        birth=True,
    )
    phone = PhoneField(_l("Votre téléphone"), hint=_l("Vous pouvez laisser vide."))
    email = EmailField(_l("Votre adresse e-mail"), hint=_l("Vous pouvez laisser vide."))
    language = RadioField(
        _l("La langue de vos papiers"),
        choices=[(language.code, language.name) for language in LANGUAGES],
    )


class AgentForm(Form):
    """Open an agent's account; the structures are handed in."""

    name = TextField(_l("Nom"), [Required(_l("Écrivez le nom de l’agent."))], autocomplete="off")
    role = RadioField(
        _l("Rôle"),
        choices=[(role.value, ROLES[role]) for role in Role if role is not Role.CITIZEN],
    )
    structure = SelectField(_l("Structure"))
    passphrase = SecretField(
        _l("Phrase secrète de départ"),
        [Required(_l("Écrivez une phrase secrète de 12 signes ou plus."))],
        hint=_l("L’agent la change à sa première entrée."),
        autocomplete="new-password",
    )

    def offer(self, structures: list[tuple[str, str]]) -> None:
        """Set the structures to choose from: (id, name)."""
        self.structure.choices = structures


def _code_field() -> TextField:
    return TextField(
        _l("Le code de votre téléphone"),
        [Required(_l("Écrivez le code. Il a 6 chiffres."))],
        hint=_l("6 chiffres. Il change toutes les 30 secondes."),
        autocomplete="one-time-code",
        inputmode="numeric",
        width="w10",
    )


class CodeForm(Form):
    """The code of the moment."""

    code = _code_field()


class PasskeyForm(Form):
    """A new passkey: the name it is known by, and what the device answered."""

    name = TextField(
        _l("Un nom pour cette clé"),
        [Required(_l("Écrivez un nom. Par exemple : Mon téléphone."))],
        hint=_l("Pour la reconnaître. Par exemple : Mon téléphone."),
        autocomplete="off",
    )
    answer = HiddenField()


class ProofForm(Form):
    """The passphrase again."""

    password = SecretField(
        _l("Votre phrase secrète"),
        [Required(_l("Écrivez votre phrase secrète."))],
        autocomplete="current-password",
    )


class StrongProofForm(ProofForm):
    """The passphrase again, and the code of the moment."""

    code = _code_field()
