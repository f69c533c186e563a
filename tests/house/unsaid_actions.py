"""Actions of the journal that no history shows: why."""

UNSAID = {
    "absence.added": "about an agent's hours, nobody's history",
    "absence.removed": "about an agent's hours, nobody's history",
    "opening.added": "about an agent's hours, nobody's history",
    "opening.added_once": "about an agent's hours, nobody's history",
    "opening.changed": "about an agent's hours, nobody's history",
    "opening.ended": "about an agent's hours, nobody's history",
    "opening.excepted": "about an agent's hours, nobody's history",
    "place.corrected": "about a place",
    "place.imported": "about places",
}
