"""A trusted person: consent by a code, a delay, a stop, a code that opens once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.accounts.models import Account
from inclusion.audit.models import AuditEvent
from inclusion.messages.models import Message
from inclusion.people.models import Person
from inclusion.rescue import queries
from inclusion.rescue.models import Handover, Release, TrustCode, Trusted
from inclusion.rescue.rules import Stage
from inclusion.rescue.service import releases, stopping, trusting
from inclusion.safe import queries as safes
from inclusion.safe.models import Safe
from inclusion.safe.rules import Act, Channel
from inclusion.safe.service import keys
from inclusion.web.models import WebSession
from tests.support.clock import START as AT
from tests.support.rescue import KEY, PHRASE, ask, side, trust

DAY = timedelta(days=1)
READY = AT + 14 * DAY
VISIT = "f" * 64


@pytest.fixture
def owner(session, settings):
    return side(session, settings, "Fatoumata Diarra")


@pytest.fixture
def holder(session, settings):
    return side(session, settings, "Henri Lemoine")


@pytest.fixture
def tie(session, owner, holder):
    return trust(session, owner, holder)


@pytest.fixture
def visit(session):
    session.add(WebSession(token_hash=VISIT, content={}, created_at=AT, last_seen_at=AT,
                           expires_at=AT + 90 * DAY))  # fmt: skip
    session.flush()
    return VISIT


def code_of(session, holder, at=AT):
    return trusting.draw_code(session, account=holder.account, opened=holder.opened, key=KEY, at=at)


def name(session, owner, code, days=14, at=AT):
    return trusting.name(
        session, opened=owner.opened, code=code, key=KEY, delay_days=days, actor=owner.actor, at=at
    )


def reopen(session, owner, settings, text, at=READY):
    return releases.reopen(
        session, safe_id=owner.made.safe.id, text=text, passphrase="violon cabane tisane robinet",
        visit_ref=VISIT, settings=settings, actor=owner.actor, at=at,
    )  # fmt: skip


def hand_over(session, tie, holder, at=READY):
    return releases.hand_over(session, tie, opened=holder.opened, actor=holder.actor, at=at)


def acts(session, owner):
    return [(one.act, one.channel) for one in safes.entries(session, owner.made.safe.id)]


def reach(session, one):
    person = session.get_one(Person, one.account.person_id)
    person.email, person.email_confirmed_at = "fatou@example.fr", AT
    person.phone, person.phone_confirmed_at = "+33639981234", AT
    session.flush()


def texts(session, account):
    rows = session.execute(
        sa.select(Message.text_code, Message.channel).where(Message.account_id == account.id)
    )
    return [(code, channel.value) for code, channel in rows]


def test_only_the_safe_of_the_trusted_person_opens_the_wrap(session, owner, holder, tie):
    assert releases._unwrapped(tie, holder.opened) == owner.made.identity
    with pytest.raises(releases.DeadTie):
        releases._unwrapped(tie, side_opened(owner))


def side_opened(one):
    return one.opened


def test_the_whole_way_gives_the_safe_back_with_a_new_card(
    session, settings, owner, holder, tie, visit
):
    ask(session, tie, holder)
    text = hand_over(session, tie, holder)
    found = reopen(session, owner, settings, text.lower().replace(" ", "-"))

    safe = safes.find_safe(session, owner.account.id)
    assert keys.unwrap_by_card(session, safe, text=found.card) == owner.made.identity
    assert (
        keys.unwrap_by_passphrase(
            session, safe, passphrase="violon cabane tisane robinet", settings=settings
        )
        == owner.made.identity
    )
    for old in (
        lambda: keys.unwrap_by_card(session, safe, text=owner.made.card),
        lambda: keys.unwrap_by_passphrase(session, safe, passphrase=PHRASE, settings=settings),
    ):
        with pytest.raises(keys.WrongKey):
            old()
    assert acts(session, owner)[:5] == [
        (Act.CARD_RENEWED, Channel.OWNER),
        (Act.OPENED_BY_TRUSTED, Channel.TRUSTED),
        (Act.HANDED_OVER, Channel.TRUSTED),
        (Act.RELEASE_ASKED, Channel.TRUSTED),
        (Act.TRUSTED_ADDED, Channel.OWNER),
    ]
    asked, handed = (
        session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action)).one()
        for action in ("rescue.release_asked", "rescue.handed_over")
    )
    assert (asked.person_id, handed.actor_account_id) == (
        owner.account.person_id,
        holder.account.id,
    )


def test_a_code_opens_once(session, settings, owner, holder, tie, visit):
    ask(session, tie, holder)
    text = hand_over(session, tie, holder)
    reopen(session, owner, settings, text)

    with pytest.raises(releases.WrongCode):
        reopen(session, owner, settings, text)
    assert (
        queries.own_tie(session, tie.public_id, safe_id=owner.made.safe.id).stage(READY)
        is Stage.USED
    )
    with pytest.raises(releases.NotReady):
        hand_over(session, tie, holder)


def test_a_new_code_kills_the_one_before(session, settings, owner, holder, tie, visit):
    ask(session, tie, holder)
    first, second = hand_over(session, tie, holder), hand_over(session, tie, holder)

    with pytest.raises(releases.WrongCode):
        reopen(session, owner, settings, first)
    assert reopen(session, owner, settings, second)


def test_a_code_lives_a_week(session, settings, owner, holder, tie, visit):
    ask(session, tie, holder)
    text = hand_over(session, tie, holder)

    with pytest.raises(releases.WrongCode):
        reopen(session, owner, settings, text, at=READY + 7 * DAY)


@pytest.mark.parametrize("text", ["", "0000 " * 8, "ABCD", "é" * 32])
def test_another_code_opens_nothing(session, settings, owner, holder, tie, visit, text):
    ask(session, tie, holder)
    hand_over(session, tie, holder)

    with pytest.raises(releases.WrongCode):
        reopen(session, owner, settings, text)


def test_the_code_of_another_safe_opens_nothing(session, settings, owner, holder, tie, visit):
    stranger = side(session, settings, "Moussa Sangaré")
    other = trust(session, stranger, holder)
    ask(session, other, holder)
    text = hand_over(session, other, holder)

    with pytest.raises(releases.WrongCode):
        reopen(session, owner, settings, text)


@pytest.mark.parametrize("days", [0, 13])
def test_nothing_before_the_delay(session, owner, holder, tie, days):
    with pytest.raises(releases.NotReady):
        hand_over(session, tie, holder)
    ask(session, tie, holder)

    with pytest.raises(releases.NotReady):
        hand_over(session, tie, holder, at=AT + days * DAY)
    assert session.scalar(sa.select(sa.func.count()).select_from(Handover)) == 0


def test_a_request_is_too_old_after_a_month(session, holder, tie):
    ask(session, tie, holder)

    with pytest.raises(releases.NotReady):
        hand_over(session, tie, holder, at=READY + 30 * DAY)
    assert ask(session, tie, holder, at=READY + 31 * DAY).ready_at == READY + 45 * DAY


def test_the_owner_stops_it_and_the_code_with_it(session, settings, owner, holder, tie, visit):
    ask(session, tie, holder)
    text = hand_over(session, tie, holder)
    assert stopping.stop(session, account_id=owner.account.id, actor=owner.actor, at=READY) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Handover)) == 0

    with pytest.raises(releases.WrongCode):
        reopen(session, owner, settings, text)
    with pytest.raises(releases.NotReady):
        hand_over(session, tie, holder)
    assert acts(session, owner)[0] == (Act.RELEASE_STOPPED, Channel.OWNER)
    assert stopping.stop(session, account_id=owner.account.id, actor=owner.actor, at=READY) == 0


def test_a_stop_is_not_answered_by_a_request_at_once(session, owner, holder, tie):
    ask(session, tie, holder)
    stopping.stop(session, account_id=owner.account.id, actor=owner.actor, at=AT)

    with pytest.raises(releases.TooSoon):
        ask(session, tie, holder, at=AT + DAY - timedelta(seconds=1))
    assert ask(session, tie, holder, at=AT + DAY).ready_at == AT + 15 * DAY


def test_one_request_at_a_time(session, holder, tie):
    ask(session, tie, holder)

    with pytest.raises(releases.AlreadyAsked):
        ask(session, tie, holder)


def test_the_owner_is_told_by_every_confirmed_way(session, settings, holder):
    owner = side(session, settings, "Fatoumata Diarra")
    reach(session, owner)
    tie = trust(session, owner, holder, days=1)
    ask(session, tie, holder)

    assert texts(session, owner.account) == [
        ("safe_rescue_changed", "email"),
        ("safe_rescue_changed", "sms"),
        ("safe_release_asked", "email"),
        ("safe_release_asked", "sms"),
    ]


def test_a_letter_goes_to_who_has_no_other_way_unless_hidden(session, settings, holder):
    for is_hidden, expected in ((False, [("safe_rescue_changed", "letter")]), (True, [])):
        owner = side(session, settings, "Fatoumata Diarra")
        person = session.get_one(Person, owner.account.person_id)
        person.address_line, person.postcode, person.commune = "1 rue A", "78200", "Mantes"
        person.hidden_contact = is_hidden
        trust(session, owner, holder)

        assert texts(session, owner.account) == expected


@pytest.mark.parametrize("days", [1, 7])
def test_whom_we_cannot_tell_has_no_short_delay(session, owner, holder, days):
    with pytest.raises(trusting.WrongDelay):
        name(session, owner, code_of(session, holder), days=days)


def test_a_code_of_trust_serves_once_within_a_day(session, settings, owner, holder):
    code = code_of(session, holder)
    with pytest.raises(trusting.NobodyAgreed):
        name(session, owner, code, at=AT + DAY)
    name(session, owner, code)

    with pytest.raises(trusting.NobodyAgreed):
        name(session, side(session, settings, "Moussa Sangaré"), code)


def test_a_new_code_of_trust_replaces_the_one_before(session, owner, holder):
    first = code_of(session, holder)
    code_of(session, holder)

    assert session.scalar(sa.select(sa.func.count()).select_from(TrustCode)) == 1
    with pytest.raises(trusting.NobodyAgreed):
        name(session, owner, first)


def test_a_key_put_in_place_of_the_trusted_persons_is_seen(session, owner, holder):
    """Whoever writes in the database cannot make the owner seal to another key."""
    code = code_of(session, holder)
    thief = crypto.recipient_of(crypto.new_identity())
    session.execute(sa.update(Safe).where(Safe.id == holder.made.safe.id).values(public_key=thief))
    session.expire_all()

    with pytest.raises(trusting.NobodyAgreed):
        name(session, owner, code)


def test_nobody_trusts_themselves_twice_or_four(session, settings, owner, holder):
    with pytest.raises(trusting.Oneself):
        name(session, owner, code_of(session, owner))
    name(session, owner, code_of(session, holder))
    with pytest.raises(trusting.AlreadyTrusted):
        name(session, owner, code_of(session, holder))
    for number in range(2):
        name(session, owner, code_of(session, side(session, settings, f"Ami {number}")))
    with pytest.raises(trusting.EnoughTrusted):
        name(session, owner, code_of(session, side(session, settings, "Un de trop")))
    assert len(queries.ties_of(session, owner.made.safe.id)) == 3


def test_a_stranger_has_no_tie(session, settings, owner, tie):
    stranger = side(session, settings, "Moussa Sangaré")

    with pytest.raises(queries.NotFound):
        queries.held_tie(session, tie.public_id, safe_id=stranger.made.safe.id)
    with pytest.raises(queries.NotFound):
        queries.own_tie(session, tie.public_id, safe_id=stranger.made.safe.id)
    with pytest.raises(queries.NotFound):
        ask(session, tie, stranger)


def test_taking_trust_away_takes_everything_with_it(session, settings, owner, holder, tie, visit):
    ask(session, tie, holder)
    text = hand_over(session, tie, holder)
    trusting.remove(session, tie, actor=owner.actor, at=READY)

    for table in (Trusted, Release, Handover):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    with pytest.raises(releases.WrongCode):
        reopen(session, owner, settings, text)
    assert acts(session, owner)[0] == (Act.TRUSTED_REMOVED, Channel.OWNER)


@pytest.mark.parametrize("whose", ["owner", "holder"])
def test_a_new_key_of_either_safe_kills_the_wrap_and_both_are_told(
    session, owner, holder, tie, whose
):
    ask(session, tie, holder)
    one = {"owner": owner, "holder": holder}[whose]
    reach(session, owner)
    reach(session, holder)
    fresh = crypto.new_identity()
    session.execute(
        sa.update(Safe)
        .where(Safe.id == one.made.safe.id)
        .values(public_key=crypto.recipient_of(fresh))
    )
    session.expire_all()

    with pytest.raises(releases.DeadTie):
        hand_over(session, tie, holder)
    for _twice in range(2):
        stopping.tell_dead(session, at=READY)
    session.flush()
    for side_ in (owner, holder):
        told = [text for text, _channel in texts(session, side_.account)]
        assert told.count("safe_trust_ended") == 2  # an e-mail and an SMS, once
    found = queries.own_tie(session, tie.public_id, safe_id=owner.made.safe.id)
    assert found.is_dead
    assert found.stage(AT) is Stage.STOPPED


def test_a_live_wrap_tells_nobody(session, owner, holder, tie):
    reach(session, owner)
    stopping.tell_dead(session, at=AT)

    assert texts(session, owner.account) == []


@pytest.mark.parametrize("how", ["blocked", "deceased"])
def test_an_account_that_does_not_open_is_not_given_back(session, owner, holder, tie, how):
    ask(session, tie, holder)
    if how == "blocked":
        session.get_one(Account, owner.account.id).blocked_at = AT
    else:
        session.get_one(Person, owner.account.person_id).deceased_on = AT.date()
    session.flush()

    with pytest.raises(releases.NotNow):
        hand_over(session, tie, holder)
