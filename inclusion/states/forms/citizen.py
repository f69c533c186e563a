"""What a person, or whoever acts for them, is asked."""

from flask_babel import lazy_gettext as _l

from inclusion.people.rules import AddressKind
from inclusion.states.labels.citizen import ADDRESS_KINDS, OWN_WISHES
from inclusion.states.rules import Wish
from inclusion.web.fields import HiddenField, RadioField, TextField
from inclusion.web.forms import Form


class AddressForm(Form):
    """Where a letter reaches me; no fixed address is an address."""

    kind = RadioField(
        _l("Où recevez-vous vos lettres ?"),
        choices=[(kind.value, *texts) for kind, texts in ADDRESS_KINDS.items()],
        missing=_l("Choisissez une réponse. « Sans adresse fixe » en est une."),
        default=AddressKind.HOME.value,
    )
    line = TextField(
        _l("L’adresse"),
        hint=_l("Par exemple : 3 rue du Port. Ou : chez Awa Sow, 3 rue du Port."),
        autocomplete="address-line1",
    )
    postcode = TextField(
        _l("Le code postal"),
        hint=_l("5 chiffres. Par exemple : 78200."),
        autocomplete="postal-code",
        inputmode="numeric",
        width="w10",
    )
    commune = TextField(
        _l("La commune"), hint=_l("Par exemple : Mantes-la-Jolie."), autocomplete="address-level2"
    )


class DirectiveForm(Form):
    """What I want done with my data after my death."""

    wish = RadioField(
        _l("Que faire de vos données après votre mort ?"),
        choices=[(wish.value, *texts) for wish, texts in OWN_WISHES.items()],
        missing=_l("Choisissez une réponse. Vous pourrez la changer."),
    )
    to_whom = TextField(
        _l("À qui les remettre ?"),
        hint=_l("Seulement pour la dernière réponse. Par exemple : ma fille, Awa Diarra."),
        autocomplete="off",
    )

    @property
    def chosen(self) -> Wish:
        """Return the wish."""
        return Wish(self.wish.data)


class ActForForm(Form):
    """For whom to act."""

    guardianship = HiddenField()


class ActForm(Form):
    """A form that only asks for agreement."""
