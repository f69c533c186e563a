"""Second factors on a real database: a code once, a passkey's count, the last way kept."""

import json
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.accounts import factors, passkeys, queries, service, totp
from inclusion.accounts.models import Passkey, Totp
from inclusion.accounts.rules import Role
from inclusion.accounts.rules.factors import step_of
from inclusion.actors import SYSTEM, Actor
from inclusion.audit.models import AuditEvent
from inclusion.organisations import service as organisations
from inclusion.organisations.rules import Department
from tests.services.test_accounts import CHEAP, PHRASE, register
from tests.support.authenticator import PRESENT, Authenticator
from tests.support.clock import START as AT

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PEPPER = b"p" * 32
PARTS = ("clientDataJSON", "authenticatorData", "signature", "attestationObject")
HOLLOW = json.dumps(
    {"id": "AA", "rawId": "AA", "type": "public-key", "response": dict.fromkeys(PARTS, "AA")}
)
HERE = passkeys.Here("localhost", "http://localhost:8000", b"c" * 32)


def agent(session):
    structure = organisations.add(session, name="Un lieu", department=Department.YVELINES)
    return service.add_agent(
        session, name="Aline", role=Role.MEDIATOR, structure_id=structure.id, passphrase=PHRASE,
        cost=CHEAP, actor=SYSTEM, at=AT,
    )  # fmt: skip


def code(at=AT, secret=SECRET):
    return pyotp.TOTP(secret).generate_otp(step_of(at))


def install(session, account, **values):
    totp.install(
        session, account_id=account.id, secret=SECRET, code=code(), pepper=PEPPER, at=AT, **values
    )


def use(session, account, typed, at=AT):
    totp.use(session, account_id=account.id, code=typed, pepper=PEPPER, at=at)


def add(session, account, device, **values):
    options = passkeys.options_to_add(session, account, here=HERE, product="Trait d’union")
    return passkeys.add(
        session, account_id=account.id, answer=device.create(options), name="Mon téléphone",
        here=HERE, at=AT, **values,
    )  # fmt: skip


def prove(session, device, here=HERE, account_id=None):
    answer = device.get(passkeys.options_to_prove(here, []))
    return passkeys.use(session, answer=answer, here=HERE, at=AT, account_id=account_id)


def test_a_secret_is_kept_at_its_first_code_and_sealed(session):
    account = agent(session)
    with pytest.raises(totp.WrongCode):
        totp.install(
            session, account_id=account.id, secret=SECRET, code="000000", pepper=PEPPER, at=AT
        )
    install(session, account)

    held = queries.totp_of(session, account.id)
    assert SECRET.encode() not in held.sealed_secret
    assert totp.opened(PEPPER, held.sealed_secret, account_id=account.id) == SECRET


def test_a_sealed_secret_opens_for_its_account_alone():
    content = totp.sealed(PEPPER, SECRET, account_id=1)

    for pepper, account_id in ((PEPPER, 2), (b"q" * 32, 1)):
        with pytest.raises(crypto.CannotOpen):
            totp.opened(pepper, content, account_id=account_id)


def test_a_code_is_taken_once_and_so_are_those_before_it(session):
    account = agent(session)
    install(session, account)
    later = AT + timedelta(seconds=60)

    use(session, account, code(later), at=later)

    for typed in (code(later), code(AT + timedelta(seconds=30)), code()):
        with pytest.raises(totp.WrongCode):
            use(session, account, typed, at=later)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "000000", chr(0x660) * 6, "1" * 5000])
def test_what_is_no_code_is_refused(session, typed):
    account = agent(session)
    install(session, account)

    with pytest.raises(totp.WrongCode):
        use(session, account, typed)


def test_a_code_may_be_typed_with_a_space_and_a_little_late(session):
    account = agent(session)
    install(session, account)
    then = AT + timedelta(seconds=90)
    typed = code(AT + timedelta(seconds=60))

    use(session, account, f"{typed[:3]} {typed[3:]}", at=then)


def test_a_code_of_long_ago_is_refused(session):
    account = agent(session)
    install(session, account)

    with pytest.raises(totp.WrongCode):
        use(session, account, code(AT + timedelta(seconds=60)), at=AT + timedelta(seconds=150))


def test_a_passphrase_alone_sets_no_second_factor_where_there_is_one(session):
    account = agent(session)
    install(session, account)

    with pytest.raises(totp.AlreadyProtected):
        install(session, account, is_first=True)
    with pytest.raises(totp.AlreadyProtected):
        add(session, account, Authenticator(), is_first=True)


def test_a_passkey_opens_the_account_it_was_made_for(session):
    account, device = register(session), Authenticator()
    add(session, account, device)

    assert prove(session, device) == account.id
    assert prove(session, device, account_id=account.id) == account.id
    with pytest.raises(passkeys.WrongPasskey):
        prove(session, device, account_id=account.id + 1)


def test_a_passkey_that_does_not_count_opens_again_and_again(session):
    account, device = register(session), Authenticator(counts=False)
    add(session, account, device)

    assert prove(session, device) == prove(session, device) == account.id


def test_a_count_that_goes_back_is_a_copy_and_is_refused(session):
    account, device = register(session), Authenticator(count=5)
    add(session, account, device)
    prove(session, device)

    for count in (5, 0, -1):
        device.count = max(count, 0)
        with pytest.raises(passkeys.WrongPasskey):
            prove(session, device)


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://evil.example"},
        {"domain": "evil.example"},
        {"flags": PRESENT},
        {"key": Authenticator().key},
        {"id": b"another credential"},
    ],
)
def test_a_bent_answer_is_refused(session, bent):
    account, device = register(session), Authenticator()
    add(session, account, device)
    for name, value in bent.items():
        setattr(device, name, value)

    with pytest.raises(passkeys.WrongPasskey):
        prove(session, device)
    if "id" not in bent and "key" not in bent:
        with pytest.raises(passkeys.WrongPasskey):
            add(session, account, device)


def test_an_answer_to_another_challenge_is_refused(session):
    account, device = register(session), Authenticator()
    add(session, account, device)

    with pytest.raises(passkeys.WrongPasskey):
        prove(session, device, here=passkeys.Here("localhost", HERE.origin, b"d" * 32))


@pytest.mark.parametrize(
    "answer",
    ["", "null", "[]", "{}", '{"id": 1}', "x" * 9999, '{"id":"é","rawId":"é","response":{}}',
     HOLLOW],
)  # fmt: skip
def test_what_is_no_answer_is_refused(session, answer):
    account = register(session)

    with pytest.raises(passkeys.WrongPasskey):
        passkeys.use(session, answer=answer, here=HERE, at=AT)
    with pytest.raises(passkeys.WrongPasskey):
        passkeys.add(session, account_id=account.id, answer=answer, name="x", here=HERE, at=AT)


def test_one_device_is_added_once(session):
    account, other, device = register(session), register(session), Authenticator()
    add(session, account, device)

    with pytest.raises(passkeys.WrongPasskey):
        add(session, other, device)


def test_the_last_way_in_stays(session):
    account = register(session)
    one, two = (add(session, account, Authenticator()) for _ in range(2))
    account.passphrase_hash = None
    session.flush()

    passkeys.remove(session, account_id=account.id, public_id=one.public_id, at=AT)
    with pytest.raises(passkeys.LastWay), session.begin_nested():
        passkeys.remove(session, account_id=account.id, public_id=two.public_id, at=AT)

    assert queries.ways_left(session, account) == {"passkey"}


def test_an_agent_keeps_one_second_factor(session):
    account = agent(session)
    key = add(session, account, Authenticator())
    with pytest.raises(passkeys.LastWay), session.begin_nested():
        passkeys.remove(session, account_id=account.id, public_id=key.public_id, at=AT)
    install(session, account)

    passkeys.remove(session, account_id=account.id, public_id=key.public_id, at=AT)

    assert queries.factors_of(session, account.id) == {"totp"}


def test_a_passkey_of_somebody_else_is_not_removed(session):
    account, other = register(session), register(session)
    key = add(session, account, Authenticator())

    passkeys.remove(session, account_id=other.id, public_id=key.public_id, at=AT)

    assert queries.passkeys_of(session, account.id)


def test_a_reset_forgets_every_factor_of_an_agent_and_is_told(session):
    account = agent(session)
    install(session, account)
    add(session, account, Authenticator())

    factors.reset(session, account_id=account.id, actor=SYSTEM, at=AT)
    session.flush()

    for table in (Passkey, Totp):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    actions = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-1] == "account.second_factor_reset"


def test_nobody_resets_their_own_factor_nor_that_of_a_citizen(session):
    account, citizen = agent(session), register(session)

    for target in (account, citizen):
        with pytest.raises(factors.NotForThisAccount):
            factors.reset(
                session, account_id=target.id, at=AT,
                actor=Actor(account.id, "administrator", account.structure_id),
            )  # fmt: skip
