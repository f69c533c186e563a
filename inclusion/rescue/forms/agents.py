"""What agents fill in: two facts, the paper seen, a reason, the files of the officers."""

from flask_babel import lazy_gettext as _l

from inclusion.counter.forms.agents import BlockForm
from inclusion.rescue.labels.agents import DOCUMENTS, REFUSALS
from inclusion.rescue.rules import REASON_LENGTH
from inclusion.web.fields import CheckboxField, FileField, RadioField, TextAreaField
from inclusion.web.forms import Form
from inclusion.web.validators import Length, Required


class StopForm(BlockForm):
    """Whose safe: two facts, as for blocking."""


class StartForm(BlockForm):
    """Start an opening: two facts, the paper seen, why, and a stranger."""

    document = RadioField(
        _l("Quel papier avez-vous vu ?"),
        choices=[(kind.value, text) for kind, text in DOCUMENTS.items()],
        hint=_l("Le genre seulement. Ne notez pas le numéro, ne faites pas de copie."),
        missing=_l("Choisissez le papier. Sans papier d’identité, ce n’est pas possible."),
    )
    reason = TextAreaField(
        _l("Pourquoi ouvrir ?"),
        [
            Required(_l("Écrivez la raison. La personne la lira toujours.")),
            Length(_l("Écrivez 600 signes au plus."), highest=REASON_LENGTH),
        ],
        hint=_l("Par exemple : phrase oubliée, carte de secours perdue."),
    )
    stranger = CheckboxField(
        _l("Cette personne est devant moi. Ce n’est ni moi, ni un proche."),
        [Required(_l("Pour vous ou un proche, demandez à un collègue."))],
    )


class FileForm(Form):
    """What an officer gave back."""

    file = FileField(_l("Le fichier rendu par l’organisme"), [Required(REFUSALS["file_missing"])])
