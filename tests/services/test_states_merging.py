"""Two files become one, and two again within thirty days: as before."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inclusion.accounts.models import Account
from inclusion.appointments.models import Appointment
from inclusion.db import Base
from inclusion.errors import Expired, Invalid
from inclusion.people import service as people
from inclusion.people.models import Person
from inclusion.safe.models import Safe
from inclusion.states.models import Directive
from inclusion.states.queries import merges as read
from inclusion.states.rules import GuardianshipKind, MergeState, Wish
from inclusion.states.service import deaths, merging, protection
from tests.support.appointments import AT
from tests.support.states import book, ground, register

UNMOVED = {"audit_event", "file_merge"}


def propose(session, made, one, other):
    pair = [session.get_one(Person, number) for number in (one, other)]
    return merging.propose(session, one=pair[0], other=pair[1], actor=made.agent, at=AT)


def decide(session, made, merge, at=AT, **proofs):
    said = {"kept_proved": True, "merged_proved": True} | proofs
    return merging.decide(session, merge, actor=made.agent, at=at, **said)


def add_safe(session, account):
    session.add(
        Safe(
            account_id=account.id,
            scheme=1,
            public_key="k",
            card_fingerprint=str(account.id),
            created_at=AT,
        )
    )
    session.flush()


def everything(session):
    """Return every row of every table, save the journal and the proposals."""
    session.flush()
    return {
        table.name: sorted(map(repr, session.execute(sa.select(table)).all()))
        for table in Base.metadata.sorted_tables
        if table.name not in UNMOVED
    }


def test_what_followed_one_follows_the_other(session):
    made = ground(session)
    other = people.add(session, name="Diarra Fatoumata", at=AT)
    appointment = book(made, other.id, number=0)
    merge = propose(session, made, made.person_id, other.id)
    assert merge is propose(session, made, other.id, made.person_id)

    decide(session, made, merge)

    session.refresh(appointment)
    assert appointment.person_id == made.person_id
    assert other.merged_into_id == made.person_id
    assert merge.moved["appointment"] == [appointment.id]
    assert decide(session, made, merge).state is MergeState.DONE


def test_it_is_taken_back_for_thirty_days(session):
    made = ground(session)
    other = people.add(session, name="Diarra Fatoumata", at=AT)
    merge = decide(session, made, propose(session, made, made.person_id, other.id))

    with pytest.raises(Expired):
        merging.undo(session, merge, actor=made.agent, at=AT + timedelta(days=31))
    merging.undo(session, merge, actor=made.agent, at=AT + timedelta(days=30))

    assert session.get_one(Person, other.id).merged_into_id is None


def test_both_proofs_are_asked(session):
    made = ground(session)
    other = people.add(session, name="Diarra Fatoumata", at=AT)
    merge = propose(session, made, made.person_id, other.id)

    for proofs in ({"kept_proved": False}, {"merged_proved": False}):
        with pytest.raises(Invalid):
            decide(session, made, merge, **proofs)


@pytest.mark.parametrize("why", ["deceased", "two_accounts", "two_safes", "represents", "merged"])
def test_what_cannot_be_merged_is_said(session, why):
    made = ground(session)
    one, other = register(session), register(session, "Diarra Fatoumata")
    merge = propose(session, made, one.person_id, other.person_id)
    match why:
        case "deceased":
            session.get_one(Person, other.person_id).deceased_on = date(2026, 3, 1)
        case "two_accounts":
            other.last_sign_in_at = AT
        case "two_safes":
            add_safe(session, one)
            add_safe(session, other)
        case "represents":
            protection.record(
                session,
                person=session.get_one(Person, other.person_id),
                identifier=one.identifier,
                kind=GuardianshipKind.CURATELLE,
                judgment_on=date(2025, 1, 1),
                actor=made.agent,
                at=AT,
            )
        case "merged":
            session.get_one(Person, other.person_id).merged_into_id = made.person_id
    session.flush()

    assert merging.obstacle(session, merge) == why
    with pytest.raises(merging.CannotMerge):
        decide(session, made, merge)


def test_the_account_in_use_is_kept_and_one_never_used_is_closed(session):
    made = ground(session)
    older, used = register(session), register(session, "Diarra Fatoumata")
    used.last_sign_in_at = AT
    session.flush()

    merge = decide(session, made, propose(session, made, older.person_id, used.person_id))

    assert merge.kept_person_id == used.person_id
    assert older.closed_at == AT
    merging.undo(session, merge, actor=made.agent, at=AT)
    assert session.get_one(Account, older.id).closed_at is None


def test_two_people_are_left_alone(session):
    made = ground(session)
    other = people.add(session, name="Diarra Fatoumata", at=AT)
    merge = propose(session, made, made.person_id, other.id)

    merging.refuse(session, merge, actor=made.agent, at=AT)

    with pytest.raises(merging.CannotMerge):
        decide(session, made, merge)


def test_files_that_are_alike_are_proposed_and_others_are_not(session):
    made = ground(session)
    person = session.get_one(Person, made.person_id)
    person.birth_on, person.phone = "1971-05-14", "+33639981234"
    said = [
        ("DIARRA Fatoumata", "1971", None, True),
        ("Diarra Fatoumata", "1980", None, False),
        ("Fatoumata Diarra Sow", None, None, False),
        ("F. Diarra", None, "+33639981234", True),
    ]
    made_people = []
    for number, (name, birth, phone, _expected) in enumerate(said):
        one = people.add(session, name=name, birth_on=birth, phone=phone, at=AT)
        book(made, one.id, number=number)
        made_people.append(one.id)
    book(made, person.id, number=5)

    found = {one.id for one in read.alike(session, person, made.agent)}

    expected = {one for one, line in zip(made_people, said, strict=True) if line[3]}
    assert found == expected


ROWS = st.lists(st.sampled_from(["appointment", "directive", "guardianship"]), max_size=6)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    kept=ROWS,
    merged=ROWS,
    accounts=st.sampled_from(["none", "kept", "merged", "both", "merged used"]),
    meanwhile=st.booleans(),
)
def test_merging_then_undoing_leaves_everything_as_before(
    session, kept, merged, accounts, meanwhile
):
    point = session.begin_nested()
    try:
        _merge_and_undo(session, kept, merged, accounts, meanwhile=meanwhile)
    finally:
        point.rollback()
        session.expunge_all()


def _merge_and_undo(session, kept, merged, accounts, *, meanwhile):
    made, helper = ground(session), register(session, "Awa Sow")
    people_ids = [_person(session, accounts, side) for side in ("kept", "merged")]
    for person_id, rows in zip(people_ids, (kept, merged), strict=True):
        for row in rows:
            _write(session, made, helper, person_id, row)
    before = everything(session)

    merge = decide(session, made, propose(session, made, *people_ids))
    new = book(made, merge.kept_person_id, number=20) if meanwhile else None
    merging.undo(session, merge, actor=made.agent, at=AT + timedelta(days=3))

    if new is not None:
        session.execute(sa.delete(Appointment).where(Appointment.id == new.id))
    assert everything(session) == before


def _person(session, accounts, side):
    if accounts.startswith(side) or accounts == "both":
        account = register(session, f"Fatou {side}")
        if "used" in accounts:
            account.last_sign_in_at = AT
        return account.person_id
    return people.add(session, name=f"Fatou {side}", at=AT).id


def _write(session, made, helper, person_id, row):
    if row == "appointment":
        taken = session.scalar(sa.select(sa.func.count()).select_from(Appointment))
        book(made, person_id, number=taken)
    elif row == "directive":
        deaths.write_directive(
            session, person_id=person_id, wish=Wish.KEEP, actor=made.agent, at=AT
        )
    else:
        person = session.get_one(Person, person_id)
        one = protection.record(
            session,
            person=person,
            identifier=helper.identifier,
            kind=GuardianshipKind.CURATELLE,
            judgment_on=date(2025, 1, 1),
            actor=made.agent,
            at=AT,
        )
        protection.end(session, one, actor=made.agent, at=AT)


def test_a_directive_follows(session):
    made = ground(session)
    other = people.add(session, name="Diarra Fatoumata", at=AT)
    deaths.write_directive(session, person_id=other.id, wish=Wish.KEEP, actor=made.agent, at=AT)

    decide(session, made, propose(session, made, made.person_id, other.id))

    assert session.scalar(sa.select(Directive.person_id)) == made.person_id


STAYS = {"account", "audit_event", "death", "file_merge", "person"}
"""Moved apart (account), or rightly left: the journal, what forbids a merge, the merge itself."""


def test_every_table_about_a_person_is_moved_or_stays_for_a_reason():
    about = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }

    assert about - set(merging.MOVERS) - STAYS == set()
