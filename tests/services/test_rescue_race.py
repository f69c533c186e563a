"""Ask, stop and use at once: the database decides, and nothing is left half done."""

import threading

import sqlalchemy as sa

from inclusion.db import read_session, write_session
from inclusion.errors import DomainError
from inclusion.rescue import queries
from inclusion.rescue.models import Handover, Release, Trusted
from inclusion.rescue.rules import Stage
from inclusion.rescue.service import releases, stopping, trusting
from inclusion.safe import journal
from inclusion.safe import queries as safes
from inclusion.safe.rules import Act
from tests.support.clock import START as AT
from tests.support.rescue import KEY, ask, side, trust

MANY = 6


def together(engine, acts):
    """Run acts at once, each in its transaction; return what each gave or raised."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number):
        gate.wait()
        try:
            with write_session(engine) as session:
                answers[number] = acts[number](session)
        except Exception as error:
            answers[number] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    unforeseen = [a for a in answers if isinstance(a, Exception) and not isinstance(a, DomainError)]
    assert unforeseen == []
    return answers


def pair(engine, settings):
    with write_session(engine) as session:
        owner = side(session, settings, "Fatoumata Diarra")
        holder = side(session, settings, "Henri Lemoine")
        return owner, holder, trust(session, owner, holder)


def test_two_requests_at_once_make_one(engine, settings):
    owner, holder, tie = pair(engine, settings)
    answers = together(engine, [lambda db: ask(db, tie, holder)] * MANY)

    assert sum(isinstance(answer, Release) for answer in answers) == 1
    with read_session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Release)) == 1
        safe = safes.find_safe(session, owner.account.id)
        assert journal.verdict(session, safe).broken is None


def test_a_stop_and_a_code_at_once_leave_no_code_behind(engine, settings):
    owner, holder, tie = pair(engine, settings)
    with write_session(engine) as session:
        ready_at = ask(session, tie, holder).ready_at
    hand = lambda db: releases.hand_over(  # noqa: E731 - one act of many
        db, tie, opened=holder.opened, actor=holder.actor, at=ready_at
    )
    stop = lambda db: stopping.stop(  # noqa: E731 - one act of many
        db, account_id=owner.account.id, actor=owner.actor, at=ready_at
    )
    together(engine, [hand, stop, hand, stop])

    with read_session(engine) as session:
        found = queries.own_tie(session, tie.public_id, safe_id=owner.made.safe.id)
        stops = [e for e in safes.entries(session, found.safe.id) if e.act is Act.RELEASE_STOPPED]
        assert found.stage(ready_at) is Stage.STOPPED
        assert session.scalar(sa.select(sa.func.count()).select_from(Handover)) == 0
        assert len(stops) == 1


def test_places_are_three_whoever_comes_at_once(engine, settings):
    with write_session(engine) as session:
        owner = side(session, settings, "Fatoumata Diarra")
        friends = [side(session, settings, f"Ami {number}") for number in range(5)]
        codes = [
            trusting.draw_code(session, account=f.account, opened=f.opened, key=KEY, at=AT)
            for f in friends
        ]

    def naming(code):
        return lambda db: trusting.name(
            db, opened=owner.opened, code=code, key=KEY, delay_days=14, actor=owner.actor, at=AT
        )

    answers = together(engine, [naming(code) for code in codes])

    assert sum(isinstance(answer, Trusted) for answer in answers) == 3
    with read_session(engine) as session:
        places = session.scalars(sa.select(Trusted.position)).all()
    assert sorted(places) == [1, 2, 3]
