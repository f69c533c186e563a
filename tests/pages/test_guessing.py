"""Ten thousand guesses: how many are really tried, and how the owner gets in meanwhile."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts.models import Account
from inclusion.accounts.views import known_browser, tries
from inclusion.errors import TooMany
from inclusion.tokens import account_identifier
from inclusion.web.models import Attempt
from inclusion.web.rules import SLOWEST, delay_after, home_of, network_of

FATOUMATA = "100000006"
PHRASE = "cerise velours tambour lundi"
GUESSES = 10_000


@pytest.fixture
def guess(app, clock):
    """Try to enter from an address; tell whether the guess was judged at all."""

    def one(identifier, address, cookie=None, right=False):
        cookies = {"HTTP_COOKIE": f"{known_browser.COOKIE}={cookie}"} if cookie else {}
        with app.test_request_context(environ_base={"REMOTE_ADDR": address, **cookies}):
            try:
                attempt = tries.begin(identifier)
            except TooMany as error:
                return error.retry_after > SLOWEST  # never: that would be a lock
            if right:
                attempt.right()
            return True

    return one


def enter(client, address="203.0.113.9", status=303, **values):
    client.visit("/connexion")
    data = {**client.page.form().values, "identifier": FATOUMATA, "password": PHRASE, **values}
    data = {name: value for name, value in data.items() if value is not None}
    response = client.post("/connexion", data=data, environ_base={"REMOTE_ADDR": address})
    assert response.status_code == status
    return response


@pytest.mark.long
def test_ten_thousand_guesses_at_one_account_from_one_network(guess, clock):
    """One a second for three hours: a few dozen are judged."""
    judged = 0
    for _ in range(GUESSES):
        judged += guess(FATOUMATA, "198.51.100.7")
        clock.advance(timedelta(seconds=1))

    assert judged < 40


@pytest.mark.long
def test_ten_thousand_guesses_at_one_account_from_a_hundred_networks(guess, clock):
    judged = 0
    for number in range(GUESSES):
        judged += guess(FATOUMATA, f"198.51.{number % 100}.7")
        clock.advance(timedelta(seconds=1))

    # Past fifty errors each network has one try in ten minutes.
    assert judged < 50 + 100 * 17


@pytest.mark.long
def test_ten_thousand_accounts_from_one_network(guess, clock):
    """One a second: three a minute are judged."""
    judged = 0
    for _ in range(GUESSES):
        judged += guess(account_identifier(), "198.51.100.7")
        clock.advance(timedelta(seconds=1))

    assert judged <= 30 * (GUESSES // 600 + 1)


def test_an_hour_of_guesses_at_one_account_is_fifteen(guess, clock):
    judged = 0
    for _ in range(360):
        judged += guess(FATOUMATA, "198.51.100.7")
        clock.advance(timedelta(seconds=10))

    assert judged == 15


def test_a_hundred_accounts_from_one_network_are_thirty_in_ten_minutes(guess, clock):
    assert sum(guess(account_identifier(), "198.51.100.7") for _ in range(100)) == 30
    clock.advance(timedelta(minutes=10))
    assert sum(guess(account_identifier(), "198.51.100.7") for _ in range(100)) == 30


def test_two_hundred_guesses_at_once_are_five(guess):
    assert sum(guess(FATOUMATA, "198.51.100.7") for _ in range(200)) == 5


def test_an_account_that_does_not_exist_is_delayed_the_same(guess, clock):
    known, unknown = [], []
    for _ in range(300):
        known.append(guess(FATOUMATA, "198.51.100.7"))
        unknown.append(guess("100000033", "203.0.113.7"))
        clock.advance(timedelta(seconds=7))

    assert known == unknown


def test_the_owner_enters_at_once_from_a_known_browser(app, client, guess, clock):
    enter(client, shared=None)
    client.visit("/mon-compte")
    client.submit(client.page.form("Quitter mon compte"), status=303)
    for number in range(300):
        guess(FATOUMATA, f"198.51.{number % 100}.7")
        guess(FATOUMATA, "203.0.113.9")

    stranger = app.test_client()
    enter(stranger, status=422)
    assert "trop d’essais" in stranger.page.problems[0]
    enter(client, shared=None)


def test_the_owner_enters_within_ten_minutes_from_anywhere(app, client, guess, clock):
    """While a hundred networks go on guessing."""
    for number in range(300):
        guess(FATOUMATA, f"198.51.{number % 100}.7")
    enter(client, status=422)
    assert "10 minutes" in client.page.problems[0].replace("\u00a0", " ")

    for second in range(0, 600, 10):
        clock.advance(timedelta(seconds=10))
        guess(FATOUMATA, f"198.51.{second % 100}.7")
    enter(client)


def test_errors_from_a_known_browser_are_counted_by_themselves(client, guess):
    enter(client, shared=None)
    token = client.get_cookie("appareil").value
    assert sum(guess(FATOUMATA, "203.0.113.9", token) for _ in range(50)) == 5
    assert guess(FATOUMATA, "203.0.113.9")


def test_a_stolen_cookie_of_another_account_gains_nothing(client, guess):
    enter(client, shared=None)
    token = client.get_cookie("appareil").value
    for _ in range(20):
        guess("100000011", "203.0.113.9")

    assert not guess("100000011", "203.0.113.9", token)


def test_the_right_answer_forgets_the_errors_before(app, guess):
    for _ in range(4):
        guess(FATOUMATA, "203.0.113.9")
    guess(FATOUMATA, "203.0.113.9", right=True)

    assert sum(guess(FATOUMATA, "203.0.113.9") for _ in range(10)) == 5


def test_nothing_that_others_do_changes_the_account(app, guess):
    for number in range(200):
        guess(FATOUMATA, f"198.51.{number % 100}.7")

    with app.extensions["inclusion"].engine.connect() as connection:
        account = connection.execute(
            sa.select(Account.blocked_at).where(Account.identifier == FATOUMATA)
        ).one()
    assert account.blocked_at is None


def test_a_refused_try_is_not_counted(app, guess, clock):
    for _ in range(50):
        guess(FATOUMATA, "198.51.100.7")

    with app.extensions["inclusion"].engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count(Attempt.id))) == 3 * 5


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 15), (6, 30), (10, 480), (11, 600), (10_000, 600)]
)
def test_the_delay_doubles_up_to_ten_minutes(failures, seconds):
    assert delay_after(failures).total_seconds() == seconds


@pytest.mark.parametrize(
    ("address", "network", "home"),
    [
        ("192.0.2.7", "192.0.2.0/24", "192.0.2.7/32"),
        ("::ffff:192.0.2.7", "192.0.2.0/24", "192.0.2.7/32"),
        ("2001:db8::1", "2001:db8::/56", "2001:db8::/56"),
        ("2001:db8:0:1ff::1", "2001:db8:0:100::/56", "2001:db8:0:100::/56"),
        ("unknown", "unknown", "unknown"),
    ],
)
def test_a_network_is_what_one_subscriber_holds(address, network, home):
    assert (network_of(address), home_of(address)) == (network, home)
