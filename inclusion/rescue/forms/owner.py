"""What people fill in: a code of trust, a delay, a code that gives a safe back."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from inclusion.rescue.labels.owner import DELAYS, REFUSALS
from inclusion.rescue.rules import USUAL_DELAY
from inclusion.web.fields import CheckboxField, HiddenField, RadioField, SecretField, TextField
from inclusion.web.forms import Form
from inclusion.web.validators import Required

PHRASE_MISSING = _l("Écrivez votre phrase secrète.")


class TrustCodeForm(Form):
    """The code that the other person has on their own page."""

    code = TextField(
        _l("Le code que la personne vous dit"),
        [Required(_l("Écrivez le code. Par exemple : 48 27 39 15."))],
        hint=_l("8 chiffres. Elle le trouve dans son coffre, page « Aider quelqu’un »."),
        autocomplete="off",
        inputmode="numeric",
        width="w10",
    )


class NameForm(Form):
    """The person was recognised: a delay, and a last word."""

    code = HiddenField()
    delay = RadioField(
        _l("Combien de temps avant qu’elle puisse rouvrir ?"),
        hint=_l("Pendant ce temps, vous êtes prévenu et vous pouvez dire non."),
        choices=[],
        missing=REFUSALS["delay"],
    )
    sure = CheckboxField(
        _l("Je choisis cette personne librement. Je n’ai pas peur d’elle."),
        [Required(_l("Cochez si c’est vrai. Sinon, ne choisissez personne et appelez-nous."))],
    )

    def offer(self, delays: Iterable[int]) -> None:
        """Offer these delays."""
        offered = tuple(delays)
        self.delay.choices = [(str(days), DELAYS[days]) for days in offered]
        if not self.is_submitted() or self.delay.data is None:
            self.delay.data = str(USUAL_DELAY if USUAL_DELAY in offered else offered[0])


class ReopenForm(Form):
    """The code of a trusted person, and the account's phrase, which opens the safe from now on."""

    code = TextField(
        _l("Le code de votre personne de confiance"),
        [Required(_l("Écrivez le code. Il a 8 groupes de 4 signes."))],
        hint=_l("8 groupes de 4 signes. Les espaces ne comptent pas."),
        autocomplete="off",
    )
    passphrase = SecretField(
        _l("La phrase secrète de votre compte"),
        [Required(PHRASE_MISSING)],
        hint=_l("Elle ouvrira votre coffre à partir de maintenant."),
        autocomplete="current-password",
    )


class OfficersForm(Form):
    """Ask for a key with two bodies."""

    understood = CheckboxField(
        _l("J’ai compris : ensemble, ces deux organismes peuvent ouvrir mon coffre."),
        [Required(_l("Cochez la case quand vous avez compris."))],
    )
