"""Two agents decide the same merge at once: it is done once, and may be undone whole."""

from concurrent.futures import ThreadPoolExecutor

from inclusion.appointments.models import Appointment
from inclusion.db import write_session
from inclusion.people import service as people
from inclusion.people.models import Person
from inclusion.states.models import FileMerge
from inclusion.states.service import merging
from tests.support.appointments import AT
from tests.support.states import book, ground


def test_two_decisions_move_everything_once(fresh_engine):
    with write_session(fresh_engine) as session:
        made = ground(session)
        actor = made.agent
        other = people.add(session, name="Diarra Fatoumata", at=AT)
        appointment = book(made, other.id, number=0).id
        kept = session.get_one(Person, made.person_id)
        merge = merging.propose(session, one=kept, other=other, actor=actor, at=AT).id

    def decide(_number):
        with write_session(fresh_engine) as session:
            merging.decide(
                session,
                session.get_one(FileMerge, merge),
                kept_proved=True,
                merged_proved=True,
                actor=actor,
                at=AT,
            )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decide, range(4)))

    with write_session(fresh_engine) as session:
        found = session.get_one(FileMerge, merge)
        assert found.moved["appointment"] == [appointment]
        merging.undo(session, found, actor=actor, at=AT)
        assert session.get_one(Appointment, appointment).person_id == found.merged_person_id
