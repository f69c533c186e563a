"""What every domain brings to the account: the one list that the site and the worker share."""

from inclusion.accounts import codes as accounts_codes
from inclusion.accounts import export as accounts_export
from inclusion.accounts import labels as accounts_labels
from inclusion.accounts import outbox
from inclusion.accounts import queries as accounts_queries
from inclusion.accounts.contributions import Contributions
from inclusion.appointments import ends as appointments_ends
from inclusion.appointments import export as appointments_export
from inclusion.appointments import labels as appointments_labels
from inclusion.counter import ends as counter_ends
from inclusion.counter import export as counter_export
from inclusion.counter import queries as counter_queries
from inclusion.counter.labels import owner as counter_labels
from inclusion.desk import labels as desk_labels
from inclusion.federation import ends as federation_ends
from inclusion.federation import export as federation_export
from inclusion.federation import labels as federation_labels
from inclusion.federation import queries as federation_queries
from inclusion.keeping import labels as keeping_labels
from inclusion.lending import ends as lending_ends
from inclusion.lending import export as lending_export
from inclusion.messages import labels as messages_labels
from inclusion.provider import ends as provider_ends
from inclusion.provider import export as provider_export
from inclusion.provider import labels as provider_labels
from inclusion.provider.service.logouts import leave as provider_leave
from inclusion.receiving import (
    ends as receiving_ends,
)
from inclusion.receiving import (
    export as receiving_export,
)
from inclusion.receiving import (
    labels as receiving_labels,
)
from inclusion.receiving.service import depositors
from inclusion.rescue import ends as rescue_ends
from inclusion.rescue import export as rescue_export
from inclusion.rescue.labels import owner as rescue_labels
from inclusion.safe import ends as safe_ends
from inclusion.safe import export as safe_export
from inclusion.safe.views.following import follow as follow_passphrase
from inclusion.states import ends as states_ends
from inclusion.states import export as states_export
from inclusion.states import representing
from inclusion.states.labels import citizen as states_labels
from inclusion.waiting import ends as waiting_ends
from inclusion.waiting import export as waiting_export
from inclusion.waiting.labels import citizen as waiting_labels

CONTRIBUTIONS = Contributions(
    event_words={
        **accounts_labels.EVENTS,
        **appointments_labels.EVENTS,
        **desk_labels.EVENTS,
        **counter_labels.EVENTS,
        **federation_labels.EVENTS,
        **provider_labels.EVENTS,
        **receiving_labels.EVENTS,
        **messages_labels.EVENTS,
        **keeping_labels.EVENTS,
        **states_labels.EVENTS,
        **rescue_labels.EVENTS,
        **waiting_labels.EVENTS,
    },
    exports=(
        *accounts_export.PARTS,
        appointments_export.part,
        waiting_export.part,
        safe_export.part,
        receiving_export.part,
        lending_export.part,
        federation_export.part,
        counter_export.part,
        provider_export.part,
        states_export.part,
        rescue_export.part,
        outbox.part,
        accounts_export.journal,
    ),
    ends=(
        rescue_ends.end,  # before the safe's own: it needs the safe as it is
        receiving_ends.end,
        lending_ends.end,
        safe_ends.end,
        federation_ends.end,
        outbox.end,
        accounts_codes.end,
        counter_ends.end,
        appointments_ends.end,
        provider_ends.end,
        states_ends.end,
        waiting_ends.end,
    ),
    erased=(safe_ends.papers,),
    leaves=(provider_leave,),
    agreements=(depositors.hear,),
    represents=representing.represents,
    passphrase_changed=(follow_passphrase,),
    key_changed=(lending_ends.key_changed,),
    ways=(accounts_queries.ways, counter_queries.ways, federation_queries.ways),
)
