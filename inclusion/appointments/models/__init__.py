"""The tables of booking, a subject a module.

The database itself refuses what two acts at once must not both do: two live appointments of one
mediator that overlap, two uses of one resource. Constraints and triggers stand in the migrations.
"""

from inclusion.appointments.models.appointments import LONGEST, Appointment, ResourceUse, is_live
from inclusion.appointments.models.feeds import CalendarFeed
from inclusion.appointments.models.openings import (
    Absence,
    Opening,
    OpeningException,
    OpeningRule,
    PlaceClosure,
)
from inclusion.appointments.models.reasons import Offer, OfferReason, Reason
from inclusion.appointments.models.resources import Resource, Stop

__all__ = [
    "LONGEST",
    "Absence",
    "Appointment",
    "CalendarFeed",
    "Offer",
    "OfferReason",
    "Opening",
    "OpeningException",
    "OpeningRule",
    "PlaceClosure",
    "Reason",
    "Resource",
    "ResourceUse",
    "Stop",
    "is_live",
]
