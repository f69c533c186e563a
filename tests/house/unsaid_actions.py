"""Actions of the journal that no history shows: why."""

UNSAID = {
    "absence.added": "about an agent's hours, nobody's history",
    "absence.removed": "about an agent's hours, nobody's history",
    "opening.added": "about an agent's hours, nobody's history",
    "opening.added_once": "about an agent's hours, nobody's history",
    "opening.changed": "about an agent's hours, nobody's history",
    "opening.ended": "about an agent's hours, nobody's history",
    "opening.excepted": "about an agent's hours, nobody's history",
    "identity.refused": "about a provider's answer, nobody is known",
    "safe.damage_found": "the safe's own journal says it to its owner",
    "safe.verify_failed": "for us: an alert of `inclusion safe verify`",
    "safe.fault_found": "the safe's own journal says it to its owner",
    "person.deceased": "nobody reads it: the account opens no more",
    "person.hidden": "whoever looks over a shoulder must not read it",
    "person.shown": "whoever looks over a shoulder must not read it",
    "place.closed": "about a place",
    "place.reopened": "about a place",
    "place.corrected": "about a place",
    "place.imported": "about places",
    "provider.client_added": "about a service",
}
