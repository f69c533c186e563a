"""One day of an opening is moved, shortened, cancelled and given back; the rule stays."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from inclusion.appointments import school_holidays
from inclusion.appointments.models import Opening
from inclusion.appointments.rules.recurrence import SchoolHolidays
from inclusion.appointments.rules.refusals import OpeningsOverlap, OutsideHours, SlotTaken
from inclusion.appointments.service import dated, laying, openings
from inclusion.appointments.service.openings import Rhythm
from inclusion.clock import to_paris
from tests.support.appointments import AT, lay

NINE = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)  # Wednesday, 9 h in Paris
HOUR = timedelta(hours=1)


@pytest.fixture
def ground(session):
    return lay(session)


@pytest.fixture
def rule(ground):
    return ground.open_on(ground.mediators[0], 2)


def rows(session, rule):
    statement = sa.select(Opening).where(Opening.rule_id == rule.id)
    return list(session.scalars(statement.order_by(Opening.rule_starts_at)))


def relay(session, rule):
    laying.lay_out_openings(session, rule, rule.laid_until_on, at=AT)


def change(session, ground, opening, **said):
    values = {"on": date(2026, 3, 4), "starts": time(14), "ends": time(16)}
    return dated.change(session, opening=opening, actor=ground.agent, at=AT, **(values | said))


def test_a_day_that_was_moved_is_left_alone_by_its_rule(ground, session, rule):
    one = rows(session, rule)[0]
    change(session, ground, one, on=date(2026, 3, 5))

    relay(session, rule)

    moved = rows(session, rule)[0]
    assert moved.id == one.id
    assert to_paris(moved.starts_at) == datetime(2026, 3, 5, 14, tzinfo=to_paris(NINE).tzinfo)
    assert ground.book(NINE + timedelta(days=1, hours=5)).id
    with pytest.raises(SlotTaken):
        ground.book(NINE)


def test_a_cancelled_day_is_not_made_again_and_offers_nothing(ground, session, rule):
    one = rows(session, rule)[0]
    count = len(rows(session, rule))
    dated.cancel(session, opening=one, actor=ground.agent, at=AT)

    relay(session, rule)

    assert len(rows(session, rule)) == count
    with pytest.raises(SlotTaken):
        ground.book(NINE)


def test_a_day_is_given_back_to_its_rule(ground, session, rule):
    one = rows(session, rule)[0]
    change(session, ground, one)
    dated.restore(session, opening=one, actor=ground.agent, at=AT)

    back = rows(session, rule)[0]
    assert (back.starts_at, back.is_edited) == (NINE, False)
    assert ground.book(NINE).id


def test_a_shorter_day_offers_less(ground, session, rule):
    change(session, ground, rows(session, rule)[0], starts=time(9), ends=time(10))

    assert ground.book(NINE).id
    with pytest.raises(SlotTaken):
        ground.book(NINE + HOUR)


def test_the_rule_may_change_and_the_moved_day_stays(ground, session, rule):
    one = rows(session, rule)[0]
    change(session, ground, one)
    openings.change_rule(
        session,
        rule=rule,
        starts=time(10),
        ends=time(11),
        place_id=rule.place_id,
        actor=ground.agent,
        at=AT,
    )

    first, second = rows(session, rule)[:2]
    assert to_paris(second.starts_at).time() == time(10)
    assert first.is_edited or to_paris(first.starts_at).time() == time(10)


@pytest.mark.parametrize("said", [{"ends": time(13)}, {"on": date(2026, 5, 1)}])
def test_a_day_without_length_or_on_a_holiday_is_refused(ground, session, rule, said):
    with pytest.raises(OutsideHours):
        change(session, ground, rows(session, rule)[0], **said)


def test_a_monthly_rule_is_laid_out(ground, session):
    made = ground.open_on(ground.mediators[0], 1, rhythm=Rhythm(nth=1))

    found = [to_paris(one.starts_at).date() for one in rows(session, made)][:3]
    assert found == [date(2026, 3, 3), date(2026, 4, 7), date(2026, 5, 5)]


def test_school_holidays_are_those_of_the_ministry(ground, session):
    made = ground.open_on(
        ground.mediators[0], 0, rhythm=Rhythm(school_holidays=SchoolHolidays.OUTSIDE)
    )

    laid = {to_paris(one.starts_at).date() for one in rows(session, made)}
    assert date(2026, 4, 20) not in laid, "spring holidays of zone C, 2026"
    assert date(2026, 3, 9) in laid
    assert school_holidays.last_known() > date(2027, 1, 1)
    assert school_holidays.of_year(2090) == frozenset()


def test_two_openings_at_once_are_refused_until_the_agent_means_it(ground, session, rule):
    def again(**said):
        return ground.open_on(ground.mediators[0], 2, starts=time(11), ends=time(14), **said)

    with pytest.raises(OpeningsOverlap), session.begin_nested():
        again(is_seen=False)
    assert again(is_seen=True).id
