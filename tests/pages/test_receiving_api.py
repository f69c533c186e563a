"""A registered service deposits in a safe: the token, the paper, the refusals, the attackers."""

import io
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion import receipts
from inclusion.accounts import choices
from inclusion.accounts import queries as accounts
from inclusion.accounts.rules.reaching import Topic
from inclusion.audit.models import AuditEvent
from inclusion.db import read_session, write_session
from inclusion.messages.models import Message
from inclusion.people.models import Person
from inclusion.provider.models import ProviderClient, ProviderServiceToken
from inclusion.receiving.views import api
from inclusion.safe.rules import Act, Channel, Outcome
from tests.pages.test_provider_dance import Service, tokens
from tests.support.papers import pdf, photo
from tests.support.receiving import (
    OTHER,
    OWNER,
    PATH,
    WITHOUT,
    Depositor,
    entries,
    key,
    sha256,
    waiting,
)


@pytest.fixture
def service(app):
    return Depositor(app)


@pytest.fixture
def sub(service):
    return service.known_to(OWNER)


def problem(response):
    """Return the status and the code of a problem, written as RFC 9457 says."""
    assert response.mimetype == "application/problem+json", response.data
    assert response.json["status"] == response.status_code
    assert response.json["title"]
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, response.json["type"].removeprefix("urn:trait-d-union:problem:")


def test_a_service_deposits_and_has_a_receipt(app, service, sub):
    content = pdf(pages=2)

    answer = service.send(sub, content, sha256=sha256(content).upper())

    assert answer.status_code == 201
    assert answer.json["given_sha256"] == answer.json["sha256"] == sha256(content)
    signing_key = app.extensions["inclusion"].settings.secrets.signing_key
    said = receipts.verified(answer.json["receipt"], keys=[receipts.public_key(signing_key)])
    assert said["document"] == answer.json["document"]
    assert (said["depositor"], said["channel"]) == (service.id, "service")
    assert said["sha256"] == sha256(content)
    assert said["sealed_sha256"] == answer.json["sealed_sha256"]
    assert waiting(app) == 2
    newest = entries(app)[0]
    assert (newest.act, newest.channel) == (Act.RECEIVED, Channel.SERVICE)
    assert (newest.who, newest.reason) == (service.id, service.name)


def test_its_owner_finds_it_and_the_journal_says_who(app, service, sub, as_citizen):
    service.send(sub, name="Attestation de droits")
    page = as_citizen.unlock()
    assert "2 papiers sont à ranger" in page.main.replace("\u00a0", " ")

    assert "Attestation de droits" in as_citizen.visit("/coffre/a-ranger").main
    assert service.name in as_citizen.page.main
    journal = as_citizen.visit("/coffre/journal").main
    assert f"{service.name} a déposé un papier" in journal


@pytest.mark.parametrize("is_wanted", [True, False])
def test_its_owner_is_told_once_a_day_if_they_want_it(app, service, sub, clock, is_wanted):
    with write_session(service.engine) as session:
        account = accounts.find_by_identifier(session, OWNER)
        session.get_one(Person, account.person_id).phone_confirmed_at = clock()
        topics = set(Topic) if is_wanted else set(Topic) - {Topic.SAFE}
        choices.choose(session, account_id=account.id, topics=topics, at=clock())
    for _ in range(2):
        service.send(sub)
    clock.advance(timedelta(days=1))
    service.send(sub)

    with read_session(service.engine) as session:
        told = session.scalars(sa.select(Message).where(Message.text_code == "safe_received")).all()
    assert len(told) == (2 if is_wanted else 0)


# ------------------------------------------------------------- the token
def test_a_token_is_for_deposits_alone_and_short(app, service, clock):
    answer = service.ask_token(scope="safe:deposit")

    assert answer.headers["Cache-Control"] == "no-store"
    assert {"token_type", "expires_in", "scope", "access_token"} == set(answer.json)
    assert (answer.json["scope"], answer.json["expires_in"]) == ("safe:deposit", 300)
    assert service.ask_token().json["scope"] == "safe:deposit"
    userinfo = app.test_client().get(
        "/oidc/userinfo", headers={"Authorization": f"Bearer {answer.json['access_token']}"}
    )
    assert userinfo.status_code == 401


@pytest.mark.parametrize("scope", ["openid", "safe:deposit openid", "safe:deposit profile", "x"])
def test_a_token_of_its_own_opens_nothing_else(service, scope):
    answer = service.ask_token(scope=scope)

    assert (answer.status_code, answer.json["error"]) == (400, "invalid_scope")


def test_a_service_that_was_not_registered_for_deposits_has_no_token(app):
    answer = Depositor(app, scope="").ask_token()

    assert (answer.status_code, answer.json["error"]) == (400, "unauthorized_client")


def test_a_service_must_prove_who_it_is(service):
    service.secret = "0" * 64

    assert service.ask_token().status_code == 401


def test_a_token_that_was_revoked_is_over(service, sub):
    token = service.token()
    revoked = service.app.test_client().post(
        "/oidc/revoke",
        data={"token": token, "client_id": service.id, "client_secret": service.secret},
    )

    assert revoked.status_code == 200
    assert problem(service.send(sub, token=token)) == (401, "token_invalid")


def test_the_token_of_one_service_is_not_revoked_by_another(app, service, sub):
    other = Depositor(app, name="Autre")
    token = service.token()
    answer = app.test_client().post(
        "/oidc/revoke", data={"token": token, "client_id": other.id, "client_secret": other.secret}
    )

    assert answer.status_code == 400
    assert service.send(sub, token=token).status_code == 201


def test_a_token_is_kept_as_a_hash(app, service):
    token = service.token()

    with read_session(app.extensions["inclusion"].engine) as session:
        rows = session.scalars(sa.select(ProviderServiceToken.access_hash)).all()
    assert rows == [sha256(token.encode())]


# ------------------------------------------------------------- attackers
def test_no_token_is_challenged(app):
    answer = app.test_client().post(PATH)

    assert problem(answer) == (401, "token_missing")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="http://localhost:8000"'
    basic = app.test_client().post(PATH, headers={"Authorization": "Basic eDp5"})
    assert problem(basic) == (401, "token_missing")


def test_a_visit_alone_deposits_nothing(app, as_citizen):
    assert problem(as_citizen.post(PATH)) == (401, "token_missing")


def test_an_expired_token_is_refused(service, sub, clock):
    token = service.token()
    clock.advance(timedelta(minutes=5))
    answer = service.send(sub, token=token)

    assert problem(answer) == (401, "token_invalid")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_the_token_of_a_sign_in_deposits_nothing(app, service, sub, as_citizen):
    """What a person's sign-in gave speaks for that person's data, not for deposits."""
    party = Service(app, scope="openid profile safe:deposit")
    given = tokens(as_citizen, party, scope="openid safe:deposit")

    assert problem(service.send(sub, token=given["access_token"])) == (401, "token_invalid")


def test_a_scope_that_was_taken_back_counts_no_more(app, service, sub):
    token = service.token()
    with write_session(service.engine) as session:
        session.execute(
            sa.update(ProviderClient)
            .where(ProviderClient.public_id == service.id)
            .values(scope="openid")
        )
    answer = service.send(sub, token=token)

    assert problem(answer) == (403, "scope_lacking")
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_another_service_cannot_use_what_this_one_was_allowed(app, service, sub):
    other = Depositor(app, name="Autre")
    other.known_to(OWNER, allows=False)

    assert problem(service.send(sub, token=other.token())) == (403, "not_allowed")
    assert waiting(app) == 1


def test_what_is_not_there_and_what_is_not_allowed_are_answered_alike(app, service):
    subs = {
        "unknown": "f" * 64,
        "not allowed": service.known_to(OWNER, allows=False),
        "no safe": service.known_to(WITHOUT),
    }
    answers = {why: service.send(sub) for why, sub in subs.items()}

    assert {problem(answer) for answer in answers.values()} == {(403, "not_allowed")}
    assert len({answer.data for answer in answers.values()}) == 1
    assert len({tuple(sorted(dict(a.headers))) for a in answers.values()}) == 1
    with read_session(service.engine) as session:
        refused = session.scalars(
            sa.select(AuditEvent).where(AuditEvent.action == "deposit.refused")
        ).all()
    assert len(refused) == len(subs)


def test_a_bad_file_says_nothing_to_who_is_not_allowed(service):
    sub = service.known_to(OWNER, allows=False)

    assert problem(service.send(sub, b"MZ not a paper")) == (403, "not_allowed")
    assert problem(service.send(sub, sha256="0" * 64)) == (403, "not_allowed")


def test_the_same_key_makes_one_paper_and_one_answer(app, service, sub):
    content, same = pdf(), key()
    first = service.send(sub, content, idempotency=same)
    again = service.send(sub, content, idempotency=same)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert waiting(app) == 2


@pytest.mark.parametrize("change", [{"name": "Autre nom"}, {"content": photo()}, {"note": "mot"}])
def test_a_key_replayed_with_something_else_is_refused(app, service, sub, change):
    same = key()
    service.send(sub, pdf(), idempotency=same)
    answer = service.send(sub, **{"content": pdf(), **change}, idempotency=same)

    assert problem(answer) == (422, "key_reused")
    assert waiting(app) == 2


def test_a_key_replayed_for_somebody_else_is_refused(app, service, sub):
    same, other = key(), service.known_to(OTHER)
    service.send(sub, pdf(), idempotency=same)

    assert problem(service.send(other, pdf(), idempotency=same)) == (422, "key_reused")
    assert waiting(app, OTHER) == 0


def test_the_key_of_one_service_is_not_that_of_another(app, service, sub):
    other, same = Depositor(app, name="Autre"), key()
    theirs = other.known_to(OWNER)
    first = service.send(sub, pdf(), idempotency=same)
    second = other.send(theirs, pdf(), idempotency=same)

    assert second.status_code == 201
    assert first.json["document"] != second.json["document"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", (422, "file_empty")),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, (422, "file_unreadable")),
        (b"%PDF-1.7\n" + b"x" * 500, (422, "file_unreadable")),
    ],
)
def test_a_poisoned_file_stays_outside_and_the_owner_reads_it(app, service, sub, content, code):
    answer = service.send(sub, content)

    assert problem(answer) == code
    assert waiting(app) == 1
    newest = entries(app)[0]
    refused = (newest.act, newest.outcome, newest.channel)
    assert refused == (Act.RECEIVED, Outcome.REFUSED, Channel.SERVICE)


@pytest.mark.parametrize("whole", [True, False])
def test_a_file_that_is_too_large_stays_outside(app, service, sub, whole):
    if whole:
        app.config["MAX_CONTENT_LENGTH"] = 2_000
    else:
        object.__setattr__(app.extensions["inclusion"].settings, "max_upload_bytes", 2_000)

    assert problem(service.send(sub, photo())) == (413, "file_too_large")
    assert waiting(app) == 1


def test_a_hash_that_is_not_the_files_refuses_it(app, service, sub):
    """NF Z42-020: the hash that the depositor gives is checked at the door."""
    assert problem(service.send(sub, pdf(), sha256=sha256(b"x"))) == (422, "hash_mismatch")
    assert waiting(app) == 1


def test_a_service_that_was_stopped_deposits_nothing(app, service, sub, as_citizen):
    as_citizen.visit("/coffre/qui-peut-deposer")
    as_citizen.follow(as_citizen.submit(as_citizen.page.form(action=f"{service.id}/arreter")))

    assert problem(service.send(sub)) == (403, "not_allowed")
    newest = entries(app)[0]
    assert (newest.act, newest.who) == (Act.DEPOSITOR_REFUSED, service.id)


def test_taking_the_access_back_stops_the_deposits(app, service, sub, as_citizen):
    as_citizen.visit("/mon-compte/services")
    for form in [f for f in as_citizen.page.forms if "retirer" in f.action]:
        as_citizen.submit(form, status=303)

    assert problem(service.send(sub)) == (403, "not_allowed")
    assert "Peut déposer" not in service_line(as_citizen, service.name)


def service_line(client, name):
    lines = client.visit("/coffre/qui-peut-deposer").main.split("Les structures")[0]
    return lines[lines.index(name) : lines.index(name) + len(name) + 40]


def test_the_pace_of_a_service_is_limited(monkeypatch, service, sub):
    monkeypatch.setattr(api, "DEPOSITS_PER_WINDOW", 2)
    token = service.token()
    for _ in range(2):
        service.send("f" * 64, token=token)
    answer = service.send(sub, token=token)

    assert problem(answer) == (429, "too_many")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_full_safe_says_so(app, service, sub, monkeypatch):
    chosen = app.extensions["inclusion"].settings
    object.__setattr__(chosen, "safe_most_documents", 4)

    assert problem(service.send(sub)) == (507, "safe_full")
    assert waiting(app) == 1


# ------------------------------------------------------------- shapes
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"sub": None}, "sub"),
        ({"sub": 7}, "sub"),
        ({"sub": "s" * 65}, "sub"),
        ({"name": ""}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "n" * 121}, "name"),
        ({"category": "health"}, "category"),
        ({"category": ["money"]}, "category"),
        ({"note": "n" * 501}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"note": "\ud800"}, "note"),
        ({"sha256": "zz"}, "sha256"),
        ({"owner": "x"}, "metadata"),
    ],
)
def test_metadata_that_are_not_as_documented(service, sub, said, field):
    answer = service.send(sub, **said)

    assert problem(answer) == (400, "malformed")
    assert answer.json["field"] == field


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 9_000, "x" * 20_000, '"é"'])
def test_metadata_that_are_no_object(app, service, text):
    answer = app.test_client().post(
        PATH,
        data={"metadata": text, "file": (io.BytesIO(pdf()), "a.pdf")},
        headers={"Authorization": f"Bearer {service.token()}", "Idempotency-Key": key()},
    )

    assert problem(answer) == (400, "malformed")


@pytest.mark.parametrize("bad", [None, "short", "with space in the key", "k" * 101])
def test_a_key_is_needed_and_long(app, service, sub, bad):
    headers = {"Authorization": f"Bearer {service.token()}"}
    if bad:
        headers["Idempotency-Key"] = bad
    answer = app.test_client().post(
        PATH,
        data={"metadata": json.dumps({"sub": sub}), "file": (io.BytesIO(pdf()), "a.pdf")},
        headers=headers,
    )

    assert problem(answer) == (400, "malformed")
    assert answer.json["field"] == "Idempotency-Key"


@pytest.mark.parametrize("names", [[], ["file", "file"], ["file", "autre"]])
def test_one_file_and_no_other(app, service, sub, names):
    said = {"sub": sub, "name": "Papier", "category": "money"}
    answer = app.test_client().post(
        PATH,
        data={"metadata": json.dumps(said), **_files(names)},
        headers={"Authorization": f"Bearer {service.token()}", "Idempotency-Key": key()},
        content_type="multipart/form-data",
    )

    assert problem(answer) == (400, "malformed")


def _files(names):
    files = {}
    for name in names:
        files.setdefault(name, []).append((io.BytesIO(pdf()), "a.pdf"))
    return files


def test_what_was_deposited_is_given_back_to_nobody_but_its_owner(app, service, sub):
    """No route takes a service's token and gives a paper, whatever the method."""
    document = service.send(sub).json["document"]
    headers = {"Authorization": f"Bearer {service.token()}"}
    client = app.test_client()
    for path in (PATH, f"{PATH}/{document}", f"/coffre/papier/{document}/telecharger"):
        answer = client.get(path, headers=headers)
        assert answer.status_code in (303, 404, 405), path
        assert b"%PDF" not in answer.data
