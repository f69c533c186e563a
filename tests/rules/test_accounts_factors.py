"""Second factors: what counts as two, which codes are of the moment, where passkeys work."""

from datetime import UTC, datetime, timedelta

import pytest

from inclusion.accounts.rules.factors import is_strong, relying_party, step_of, steps_to_try

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("methods", [("pwd",), ("card",), ("otp",), ("pwd", "otp"), (), ["sms"]])
def test_one_thing_that_is_known_is_one_factor(methods):
    assert not is_strong(methods)


@pytest.mark.parametrize("methods", [("hwk",), ("pwd", "otp", "mfa"), ["pwd", "hwk", "mfa"]])
def test_a_passkey_or_two_proofs_are_two(methods):
    assert is_strong(methods)


def test_a_step_lasts_thirty_seconds():
    assert step_of(AT) == step_of(AT + timedelta(seconds=29))
    assert step_of(AT + timedelta(seconds=30)) == step_of(AT) + 1


def test_the_neighbours_of_the_moment_are_taken_and_no_used_step():
    now = step_of(AT)

    assert steps_to_try(AT, after=0) == [now - 1, now, now + 1]
    assert steps_to_try(AT, after=now) == [now + 1]
    assert steps_to_try(AT, after=now + 1) == []


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://aide.exemple.fr", "aide.exemple.fr"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", None),
        ("http://[::1]:8000", None),
    ],
)
def test_passkeys_belong_to_a_domain_and_an_ip_address_is_none(url, domain):
    assert relying_party(url) == domain
