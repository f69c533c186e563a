"""Forms of the account page: a code, what to be told, closing."""

from flask_babel import lazy_gettext as _l

from inclusion.accounts.page_words import TOPICS
from inclusion.web.fields import CheckboxesField, CheckboxField, SecretField, TextField
from inclusion.web.forms import Form
from inclusion.web.validators import Required


class ContactCodeForm(Form):
    """The code that came by telephone or by e-mail."""

    code = TextField(
        _l("Le code que vous avez reçu"),
        [Required(_l("Écrivez le code. Il a 8 chiffres."))],
        hint=_l("8 chiffres. Il marche dix minutes."),
        autocomplete="one-time-code",
        inputmode="numeric",
        width="w10",
    )


class ChoicesForm(Form):
    """What somebody wants to be told about; nothing ticked is an answer too."""

    topics = CheckboxesField(
        _l("Je veux être prévenu pour :"),
        choices=[(topic.value, *said) for topic, said in TOPICS.items()],
    )


class CloseForm(Form):
    """Close an account: papers taken first, then the passphrase, where there are any."""

    taken = CheckboxField(
        _l("J’ai récupéré mes papiers, ou je veux qu’ils soient effacés."),
        [Required(_l("Récupérez vos papiers, puis cochez cette case."))],
    )
    password = SecretField(
        _l("Votre phrase secrète"),
        [Required(_l("Écrivez votre phrase secrète."))],
        autocomplete="current-password",
    )

    def ask(self, *, has_papers: bool, has_passphrase: bool) -> None:
        """Leave out the questions that mean nothing for this account."""
        if not has_papers:
            del self.taken
        if not has_passphrase:
            del self.password
