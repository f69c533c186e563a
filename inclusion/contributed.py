"""What every domain brings to the account: the one list that the site and the worker share."""

from inclusion.accounts import codes as accounts_codes
from inclusion.accounts import export as accounts_export
from inclusion.accounts import labels as accounts_labels
from inclusion.accounts import outbox
from inclusion.accounts.contributions import Contributions
from inclusion.appointments import export as appointments_export
from inclusion.appointments import labels as appointments_labels
from inclusion.desk import labels as desk_labels
from inclusion.federation import ends as federation_ends
from inclusion.federation import export as federation_export
from inclusion.federation import labels as federation_labels
from inclusion.messages import labels as messages_labels
from inclusion.safe import ends as safe_ends
from inclusion.safe import export as safe_export
from inclusion.states import ends as states_ends
from inclusion.states import export as states_export
from inclusion.states import representing
from inclusion.states.labels import citizen as states_labels

CONTRIBUTIONS = Contributions(
    event_words={
        **accounts_labels.EVENTS,
        **appointments_labels.EVENTS,
        **desk_labels.EVENTS,
        **federation_labels.EVENTS,
        **messages_labels.EVENTS,
        **states_labels.EVENTS,
    },
    exports=(
        *accounts_export.PARTS,
        appointments_export.part,
        safe_export.part,
        federation_export.part,
        states_export.part,
        outbox.part,
        accounts_export.journal,
    ),
    ends=(states_ends.end, safe_ends.end, federation_ends.end, outbox.end, accounts_codes.end),
    erased=(safe_ends.papers,),
    represents=representing.represents,
)
