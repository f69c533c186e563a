"""One code shown to many at once: the database lets one of them in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from inclusion.accounts import passkeys, totp
from inclusion.db import write_session
from tests.services.test_accounts import register
from tests.services.test_accounts_factors import HERE, PEPPER, SECRET, add, agent, code
from tests.support.authenticator import Authenticator
from tests.support.clock import START as AT

TRIES = 8


def together(engine, act, refusal):
    barrier = Barrier(TRIES)

    def one(_number):
        barrier.wait()
        try:
            with write_session(engine) as session:
                act(session)
        except refusal:
            return False
        return True

    with ThreadPoolExecutor(TRIES) as pool:
        return list(pool.map(one, range(TRIES)))


def test_a_code_used_by_many_at_once_lets_one_in(fresh_engine):
    with write_session(fresh_engine) as session:
        account = agent(session)
        totp.put(session, account_id=account.id, secret=SECRET, pepper=PEPPER, at=AT)

    def act(session):
        totp.use(session, account_id=account.id, code=code(), pepper=PEPPER, at=AT)

    assert together(fresh_engine, act, totp.WrongCode).count(True) == 1


def test_an_answer_that_counts_lets_one_in(fresh_engine):
    device = Authenticator()
    with write_session(fresh_engine) as session:
        add(session, register(session), device)
    answer = device.get(passkeys.options_to_prove(HERE, []))

    def act(session):
        passkeys.use(session, answer=answer, here=HERE, at=AT)

    assert together(fresh_engine, act, passkeys.WrongPasskey).count(True) == 1
