"""Rules of the provider: classes of sign-in, steps, addresses."""

from datetime import timedelta

import pytest

from inclusion.provider.rules import covers, known_scopes, united
from inclusion.provider.rules.acr import Acr, amr, chosen, reached
from inclusion.provider.rules.addresses import is_public, is_registrable, origin
from inclusion.provider.rules.steps import Demand, Standing, Step, next_step
from tests.support.clock import START

CARD, PASSWORD, MFA, IN_PERSON = Acr


@pytest.mark.parametrize(
    ("methods", "assurance", "classes"),
    [
        ([], 2, ()),
        (["card"], 0, (CARD,)),
        (["card"], 2, (CARD,)),
        (["paper"], 2, (CARD,)),
        (["pwd"], 0, (PASSWORD, CARD)),
        (["pwd"], 1, (PASSWORD, CARD)),
        (["pwd"], 2, (IN_PERSON, PASSWORD, CARD)),
        (["pwd", "otp"], 0, (MFA, PASSWORD, CARD)),
        (["pwd", "otp"], 2, (IN_PERSON, MFA, PASSWORD, CARD)),
        (["hwk"], 0, (PASSWORD, CARD)),
        (["hwk", "mfa"], 0, (MFA, PASSWORD, CARD)),
        (["fc"], 2, ()),
    ],
)
def test_a_sign_in_reaches_classes(methods, assurance, classes):
    assert reached(methods, assurance) == classes


def test_franceconnect_counts_only_where_it_may_be_passed_on():
    assert reached(["fc"], 0, with_franceconnect=True) == (PASSWORD, CARD)


@pytest.mark.parametrize(
    ("classes", "least", "wished", "said"),
    [
        ((), None, (), None),
        ((PASSWORD, CARD), None, (), PASSWORD),
        ((PASSWORD, CARD), None, (CARD,), CARD),
        ((PASSWORD, CARD), None, ("eidas1",), PASSWORD),
        ((PASSWORD, CARD), MFA, (), None),
        ((MFA, PASSWORD, CARD), PASSWORD, (), PASSWORD),
        ((MFA, PASSWORD, CARD), PASSWORD, (MFA,), MFA),
    ],
)
def test_the_class_that_is_announced(classes, least, wished, said):
    assert chosen(classes, least=least, wished=wished) == said


def test_our_own_methods_stay_here():
    assert amr(["pwd", "card", "fc", "otp"]) == ["otp", "pwd"]


SIGNED_IN = Standing(1, START, ("pwd",), "visit")
LATER = START + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("demand", "standing", "facts", "step"),
    [
        ({}, Standing(), {}, Step.SIGN_IN),
        ({}, Standing(1, None), {}, Step.SIGN_IN),
        ({}, SIGNED_IN, {}, Step.ISSUE),
        ({}, SIGNED_IN, {"has_consented": False}, Step.CONSENT),
        ({"prompts": frozenset({"consent"})}, SIGNED_IN, {}, Step.CONSENT),
        ({"prompts": frozenset({"login"})}, SIGNED_IN, {}, Step.SIGN_IN),
        ({"prompts": frozenset({"select_account"})}, SIGNED_IN, {}, Step.SIGN_IN),
        ({"prompts": frozenset({"login"}), "asked_at": START}, SIGNED_IN, {}, Step.ISSUE),
        ({"max_age": timedelta(minutes=10)}, SIGNED_IN, {}, Step.SIGN_IN),
        ({"max_age": timedelta(minutes=11)}, SIGNED_IN, {}, Step.ISSUE),
        ({"max_age": timedelta(0), "asked_at": START}, SIGNED_IN, {}, Step.ISSUE),
        ({}, SIGNED_IN, {"is_strong_enough": False}, Step.STRONGER),
        ({}, SIGNED_IN, {"is_the_hinted": False}, Step.SIGN_IN),
        ({"asked_at": START}, SIGNED_IN, {"is_the_hinted": False}, Step.OTHER_PERSON),
    ],
)
def test_what_comes_next(demand, standing, facts, step):
    said = {"is_strong_enough": True, "is_the_hinted": True, "has_consented": True} | facts
    wanted = Demand(**({"asked_at": LATER} | demand))

    assert next_step(wanted, standing, now=LATER, **said) is step


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("https://exemple.fr/retour", True),
        ("https://exemple.fr:8443/retour?a=b", True),
        ("https://exemple.fr", True),
        ("http://exemple.fr/retour", False),
        ("http://127.0.0.1:9000/retour", True),
        ("http://localhost/retour", True),
        ("http://localhost.exemple.fr/retour", False),
        ("https://exemple.fr/retour#suite", False),
        ("https://*.exemple.fr/retour", False),
        ("https://moi:secret@exemple.fr/retour", False),
        ("https://exemple.fr;script-src/retour", False),
        ("https://exemple.fr\n/retour", False),
        ("https:///retour", False),
        ("https://exemple.fr:port/retour", False),
        ("javascript:alert(1)", False),
        ("/retour", False),
        ("", False),
        ("https://exemple.fr/" + "a" * 1_000, False),
    ],
)
def test_which_addresses_may_be_registered(text, is_good):
    assert is_registrable(text, with_loopback=True) is is_good
    if text.startswith("http:"):
        assert not is_registrable(text, with_loopback=False)


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("127.1.2.3", False),
        ("0.1.2.3", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:db8::1", False),
        ("exemple.fr", False),
        ("", False),
    ],
)
def test_which_addresses_may_be_called(text, is_good):
    assert is_public(text) is is_good


def test_scopes_are_a_set_in_our_order():
    assert known_scopes("email openid magic", "openid profile email") == "openid email"
    assert known_scopes(None, "openid") == ""
    assert covers("openid profile", "openid")
    assert not covers("openid", "openid email")
    assert united("openid email", "profile openid") == "openid profile email"
    assert origin("https://exemple.fr:8443/retour?a") == "https://exemple.fr:8443"
