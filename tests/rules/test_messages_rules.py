"""When a message is tried again, what a decision leads to, what an SMS may hold."""

from datetime import timedelta

import pytest

from inclusion.messages import gsm
from inclusion.messages.rules import (
    LEASE,
    Channel,
    Decision,
    NotNow,
    State,
    after_silence,
    decided,
    wait_after,
)
from inclusion.messages.smtp import ANSWER_SECONDS, PATIENCE_SECONDS


def test_the_wait_grows_and_stays_short_enough_for_a_code():
    waits = [wait_after(tries) for tries in range(1, 12)]

    assert waits == sorted(waits)
    assert sum(waits[:5], timedelta()) < timedelta(minutes=10)
    assert waits[-1] == timedelta(minutes=10)


def test_only_a_gateway_that_knows_keys_is_asked_again():
    assert after_silence(Channel.SMS) is State.WAITING
    assert after_silence(Channel.EMAIL) is State.DOUBTFUL


def test_a_dialogue_of_smtp_ends_before_its_lease():
    assert timedelta(seconds=PATIENCE_SECONDS + ANSWER_SECONDS) < LEASE


@pytest.mark.parametrize(
    ("state", "decision", "after"),
    [
        (State.DOUBTFUL, Decision.ARRIVED, State.SENT),
        (State.DOUBTFUL, Decision.AGAIN, State.WAITING),
        (State.DOUBTFUL, Decision.GIVEN_UP, State.CANCELLED),
        (State.FAILED, Decision.AGAIN, State.WAITING),
        (State.FAILED, Decision.GIVEN_UP, State.CANCELLED),
    ],
)
def test_a_decision_leads_somewhere(state, decision, after):
    assert decided(state, decision) is after


@pytest.mark.parametrize(
    ("state", "decision"),
    [(State.SENT, Decision.AGAIN), (State.WAITING, Decision.GIVEN_UP),
     (State.SENDING, Decision.AGAIN), (State.FAILED, Decision.ARRIVED)],
)  # fmt: skip
def test_what_is_settled_is_not_decided_again(state, decision):
    with pytest.raises(NotNow):
        decided(state, decision)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("L’agence vous a reçu\u00a0: c’est prêt.", "L'agence vous a recu : c'est pret."),
        ("être à Île-de-France", "etre à Ile-de-France"),
        ("«\u00a0œuvre\u00a0» – 3\u00a0€", '" oeuvre " - 3 €'),
        ("رمزك 12", "رمزك 12"),
        ("déjà\nvu", "déjà\nvu"),
    ],
)
def test_french_letters_are_folded_into_one_part(text, sent):
    assert gsm.folded(text) == sent


def test_an_extended_letter_takes_two_places():
    assert gsm.length("3 €") == 4
    assert gsm.longest("3 €") == 160
    assert gsm.longest("رمزك") == 70
