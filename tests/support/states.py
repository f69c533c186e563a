"""An agent, people and accounts, for tests of states."""

from datetime import date, time, timedelta

from inclusion.accounts import service as accounts
from inclusion.clock import paris_instant
from inclusion.settings import Argon2Cost
from tests.support.appointments import AT, Ground, lay

CHEAP = Argon2Cost(memory_kib=8, time_cost=1)
PHRASE = "cerise velours tambour lundi"


class Recorder:
    """A domain's `end` that remembers what it was told."""

    def __init__(self):
        self.calls = []

    def __call__(self, session, *, account_id, person_id, because, actor, at):
        self.calls.append((account_id, person_id, because))


def register(session, name="Fatoumata Diarra", **values):
    return accounts.register(session, name=name, passphrase=PHRASE, cost=CHEAP, at=AT, **values)


def ground(session) -> Ground:
    """Lay a structure whose mediator receives on Thursdays and Fridays."""
    made = lay(session)
    made.open_on(made.mediators[0], 3)
    made.open_on(made.mediators[0], 4)
    return made


def book(made: Ground, person_id: int, *, number: int):
    """Book the n-th free hour of a person, as an agent does."""
    weeks, quarter = divmod(number, 4)
    on = date(2026, 3, 5) + timedelta(weeks=weeks)
    starts = paris_instant(on, time(9)) + timedelta(minutes=45 * quarter)
    return made.book(starts, actor=made.agent, person_id=person_id)
