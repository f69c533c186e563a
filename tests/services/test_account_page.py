"""The account page's services: contacts, devices, choices, visits, history, closing."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts import arrivals, channels, choices, closing, history, notifying, service
from inclusion.accounts.contributions import Because
from inclusion.accounts.models import Account, ContactConfirmation, SeenDevice
from inclusion.accounts.rules.reaching import ContactChannel, Topic
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.errors import NotFound
from inclusion.people import queries as people
from inclusion.settings import Argon2Cost
from inclusion.tokens import digest
from inclusion.web import service as web
from inclusion.web.models import WebSession

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
CHEAP = Argon2Cost(memory_kib=8, time_cost=1)
PHRASE = "cerise velours tambour lundi"
KEY = b"k" * 32
PHONE, EMAIL = ContactChannel.PHONE, ContactChannel.EMAIL


@pytest.fixture
def account(session):
    return register(session)


@pytest.fixture
def told(monkeypatch):
    """Collect what leaves by the person's own channel."""
    sent = []

    def tell(_session, **values):
        sent.append(values)
        return True

    monkeypatch.setattr(notifying, "tell", tell)
    monkeypatch.setattr(notifying, "tell_old", tell)
    return sent


@pytest.fixture
def codes(monkeypatch):
    """Collect the codes that leave."""
    sent = []
    monkeypatch.setattr(notifying, "tell_code", lambda _s, *, code, **_: sent.append(code))
    return sent


def register(session, **values):
    values = {"phone": "+33639981234", "email": "fatou@exemple.fr", **values}
    return service.register(
        session, name="Fatou Diarra", passphrase=PHRASE, cost=CHEAP, at=AT, **values
    )


def send(session, account, channel=PHONE, at=AT):
    channels.send_code(session, account_id=account.id, channel=channel, key=KEY, at=at)


def confirm(session, account, code, channel=PHONE, at=AT):
    return channels.confirm(
        session, account_id=account.id, channel=channel, code=code, key=KEY, at=at
    )


def change(session, account, phone, email):
    service.change_contact(
        session, account_id=account.id, name="Fatou Diarra", phone=phone, email=email,
        birth_on=None, language="fr", at=AT,
    )  # fmt: skip


def person_of(session, account):
    return people.person(session, account.person_id)


# ------------------------------------------------------------------ contacts


def test_a_code_confirms_the_channel_that_received_it_and_no_other(session, account, codes):
    send(session, account)

    assert confirm(session, account, f"{codes[0][:4]} {codes[0][4:]}")

    assert person_of(session, account).phone_confirmed_at == AT
    assert person_of(session, account).email_confirmed_at is None


def test_a_code_is_stored_as_a_keyed_hash_only(session, account, codes):
    send(session, account)

    row = session.scalars(sa.select(ContactConfirmation)).one()
    assert codes[0] not in (row.code_hash, row.value)
    assert row.code_hash != digest(codes[0])


def test_a_code_serves_once(session, account, codes):
    send(session, account)
    assert confirm(session, account, codes[0])

    assert not confirm(session, account, codes[0])


def test_a_code_lives_ten_minutes(session, account, codes):
    send(session, account)

    assert not confirm(session, account, codes[0], at=AT + timedelta(minutes=10))
    assert confirm(session, account, codes[0], at=AT + timedelta(minutes=9))


def test_five_wrong_tries_spend_a_code(session, account, codes):
    send(session, account)
    for _ in range(5):
        assert not confirm(session, account, "00000000")

    assert not confirm(session, account, codes[0])


def test_a_new_code_kills_the_one_before(session, account, codes):
    send(session, account)
    send(session, account)

    assert codes[0] == codes[1] or not confirm(session, account, codes[0])
    assert confirm(session, account, codes[1])


def test_the_code_of_one_account_confirms_nothing_in_another(session, account, codes):
    other = register(session)
    send(session, account)
    send(session, other)

    assert codes[0] == codes[1] or not confirm(session, other, codes[0])


def test_a_code_sent_to_an_old_number_does_not_confirm_the_new_one(session, account, codes):
    send(session, account)
    change(session, account, "+33639980000", "fatou@exemple.fr")

    assert not confirm(session, account, codes[0])


def test_no_code_goes_where_there_is_no_channel(session):
    account = register(session, phone=None)

    with pytest.raises(NotFound):
        send(session, account)


def test_changing_a_contact_unconfirms_it_alone_and_tells_the_old_one(
    session, account, codes, told
):
    for channel in (PHONE, EMAIL):
        send(session, account, channel)
        assert confirm(session, account, codes[-1], channel)

    change(session, account, "+33639980000", "fatou@exemple.fr")

    person = person_of(session, account)
    assert (person.phone, person.phone_confirmed_at) == ("+33639980000", None)
    assert person.email_confirmed_at == AT
    assert [(one["text"], one["to"]) for one in told] == [("contact_changed", "+33639981234")]


def test_an_unconfirmed_contact_that_changes_tells_nobody(session, account, told):
    change(session, account, None, None)

    assert told == []


# ------------------------------------------------------------------ devices


def enter(session, account, device, at=AT):
    return arrivals.note(session, account_id=account.id, device=device, at=at)


def test_the_first_device_surprises_nobody_and_the_next_one_is_told(session, account, told):
    enter(session, account, "Firefox, Linux")
    enter(session, account, "Firefox, Linux", AT + timedelta(days=1))
    assert told == []

    arrival = enter(session, account, "Chrome, Android", AT + timedelta(days=2))

    assert [one["text"] for one in told] == ["new_sign_in"]
    assert told[0]["values"]["device"] == "Chrome, Android"
    assert (arrival.last_device, arrival.last_at) == ("Firefox, Linux", AT + timedelta(days=1))
    assert arrivals.in_doubt(session, account_id=account.id, but=None) is None


def test_a_device_not_seen_for_ninety_days_is_new_again(session, account, told):
    enter(session, account, "Firefox, Linux")
    enter(session, account, "Chrome, Android")
    told.clear()
    enter(session, account, "Firefox, Linux", AT + timedelta(days=89))
    assert told == []

    enter(session, account, "Chrome, Android", AT + timedelta(days=91))

    assert len(told) == 1


def test_who_cannot_be_told_is_asked_at_the_next_visit_from_elsewhere(session, account):
    enter(session, account, "Firefox, Linux")
    arrival = enter(session, account, "Chrome, Android")

    doubt = arrivals.in_doubt(session, account_id=account.id, but=None)
    assert doubt.device == "Chrome, Android"
    assert arrivals.in_doubt(session, account_id=account.id, but=arrival.device_id) is None

    arrivals.recognise(session, account_id=account.id, public_id=doubt.public_id)
    session.flush()
    assert arrivals.in_doubt(session, account_id=account.id, but=None) is None


def test_who_wants_no_message_is_asked_instead(session, account, told):
    choices.choose(session, account_id=account.id, topics={Topic.SAFE}, at=AT)
    enter(session, account, "Firefox, Linux")
    enter(session, account, "Chrome, Android")

    assert told == []
    assert arrivals.in_doubt(session, account_id=account.id, but=None) is not None


def test_the_device_of_another_account_cannot_be_recognised(session, account):
    other = register(session)
    arrival = enter(session, other, "Firefox, Linux")

    with pytest.raises(NotFound):
        arrivals.recognise(session, account_id=account.id, public_id=arrival.device_id)


# ------------------------------------------------------------------ choices


def test_everything_is_told_until_somebody_chooses(session, account):
    assert choices.wanted(session, account.id) == set(Topic)

    choices.choose(session, account_id=account.id, topics=set(), at=AT)
    assert choices.wanted(session, account.id) == set()
    choices.choose(session, account_id=account.id, topics={Topic.APPOINTMENTS}, at=AT)
    assert choices.wanted(session, account.id) == {Topic.APPOINTMENTS}
    assert not choices.is_wanted(session, account.id, Topic.SAFE)


# ------------------------------------------------------------------ visits


def visit(session, account, token, *, until=timedelta(hours=1)):
    row = WebSession(
        token_hash=digest(token), account_id=account.id, device="Firefox, Linux",
        created_at=AT, last_seen_at=AT, expires_at=AT + until,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_the_live_visits_of_an_account_are_listed_and_ended_one_by_one(session, account):
    first, second = visit(session, account, "a"), visit(session, account, "b")
    visit(session, account, "c", until=timedelta(0))
    visit(session, register(session), "d")

    listed = web.visits_of(session, account_id=account.id, at=AT)
    assert {row.token_hash for row in listed} == {first.token_hash, second.token_hash}

    web.end_visit(session, account_id=account.id, public_id=first.public_id)
    session.flush()
    assert web.visits_of(session, account_id=account.id, at=AT) == [second]


def test_the_visit_of_another_account_does_not_exist(session, account):
    theirs = visit(session, register(session), "a")

    with pytest.raises(NotFound):
        web.end_visit(session, account_id=account.id, public_id=theirs.public_id)


def test_all_the_other_visits_end_at_once(session, account):
    here = visit(session, account, "a")
    visit(session, account, "b")
    theirs = visit(session, register(session), "c")

    web.end_visits(session, account_id=account.id, but=here.token_hash)

    left = set(session.scalars(sa.select(WebSession.token_hash)))
    assert left == {here.token_hash, theirs.token_hash}


# ------------------------------------------------------------------ history


def test_the_history_has_pages_and_only_what_has_words(session, account):
    for number in range(5):
        audit.record(
            session, action="account.signed_in" if number else "account.secret", actor=me(account),
            at=AT + timedelta(minutes=number), object_kind="account", object_id=account.id,
        )  # fmt: skip
    session.flush()

    def page(number):
        return history.page(
            session, account_id=account.id, person_id=account.person_id,
            actions=["account.signed_in"], number=number, per_page=3,
        )  # fmt: skip

    assert [len(page(number).lines) for number in (1, 2)] == [3, 1]
    assert page(99).number == page(1).pages == 2
    assert page(0).lines[0].at == AT + timedelta(minutes=4)
    assert all(line.is_own for line in page(1).lines)


def me(account):
    return Actor(account.id, account.role.value, account.structure_id)


# ------------------------------------------------------------------ closing


def test_closing_waits_thirty_days_and_can_be_taken_back(session, account, told):
    when = closing.ask(session, account_id=account.id, at=AT)
    assert when == AT + timedelta(days=30)
    assert closing.ask(session, account_id=account.id, at=AT + timedelta(days=1)) == when
    assert [one["text"] for one in told] == ["closing"]

    closing.keep(session, account_id=account.id, at=AT + timedelta(days=2))

    assert closing.close_due(session, at=AT + timedelta(days=31), ends=[]) == 0
    assert session.get_one(Account, account.id).closed_at is None


def test_after_thirty_days_the_account_is_closed_and_what_others_hold_ends(session, account):
    other = register(session)
    enter(session, account, "Firefox, Linux")
    visit(session, account, "a")
    closing.ask(session, account_id=account.id, at=AT)
    ended = []

    def end(_session, **values):
        ended.append((values["account_id"], values["person_id"], values["because"]))

    assert closing.close_due(session, at=AT + timedelta(days=29), ends=[end]) == 0
    assert closing.close_due(session, at=AT + timedelta(days=30), ends=[end]) == 1
    assert closing.close_due(session, at=AT + timedelta(days=31), ends=[end]) == 0
    session.flush()

    person = person_of(session, account)
    assert ended == [(account.id, account.person_id, Because.CLOSED)]
    assert (account.passphrase_hash, person.phone, person.email) == (None, None, None)
    assert session.scalar(sa.select(SeenDevice.id)) is None
    assert session.scalar(sa.select(WebSession.token_hash)) is None
    assert other.closed_at is None
    with pytest.raises(service.WrongCredentials):
        service.check_credentials(
            session, identifier=account.identifier, passphrase=PHRASE, cost=CHEAP
        )
