"""What is believed of a provider: birth dates, names, claims."""

from datetime import UTC, datetime, timedelta

import pytest

from inclusion.federation.rules import (
    KINDS,
    Identity,
    Provider,
    TokenRefused,
    birth_on,
    check_id_token,
    check_userinfo,
    identity,
    may_be,
)

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
PROVIDER = Provider("franceconnect", KINDS["franceconnect"], "https://fc", "us", "x", ("eidas1",))


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("1971-05-14", "1971-05-14"),
        ("1971-05-00", "1971-05"),
        ("1971-00-00", "1971"),
        ("1971-00-14", "1971"),
        ("1971-02-30", "1971-02"),
        ("2000-02-29", "2000-02-29"),
        ("1971-13-01", "1971"),
        ("1971", "1971"),
        ("0000-00-00", None),
        ("", None),
        ("71-05-14", None),
        ("14/05/1971", None),
        ("١٩٧١-05-14", None),
        ("1971-05-14-09", "1971-05-14"),
    ],
)
def test_a_birth_date_is_kept_as_far_as_it_is_known(told, kept):
    assert birth_on(told) == kept


def someone(name="Angela Claire Dubois", birth_name="Angela Claire Durand", birth="1962-08-24"):
    return Identity("franceconnect", "https://fc", "s", "eidas1", name, birth_name, birth, None)


@pytest.mark.parametrize(
    ("name", "birth", "expected"),
    [
        ("Angela Dubois", "1962-08-24", True),
        ("dubois ANGÉLA", "1962", True),
        ("Angela Durand", None, True),
        ("Angela Martin", "1962-08-24", False),
        ("Angela Dubois", "1962-08-25", False),
        ("Angela Dubois", "1963", False),
        ("", "1962-08-24", False),
    ],
)
def test_a_name_and_a_date_propose(name, birth, expected):
    assert may_be(someone(), name, birth) is expected


def test_a_partial_date_speaks_against_nothing():
    assert may_be(someone(birth="1962-08"), "Angela Dubois", "1962-08-24")
    assert may_be(someone(birth=None), "Angela Dubois", "1962-08-24")


def claims(**changes):
    seconds = AT.timestamp()
    told = {
        "iss": "https://fc",
        "aud": "us",
        "sub": "abc",
        "nonce": "n",
        "acr": "eidas1",
        "iat": seconds,
        "exp": seconds + 60,
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}


def checked(told, at=AT, provider=PROVIDER):
    return check_id_token(told, provider=provider, nonce="n", access_token="t", at=at)


def test_a_right_token_gives_its_sub():
    assert checked(claims()) == "abc"
    assert checked(claims(aud=["us"], azp="us")) == "abc"
    assert checked(claims(), at=AT + timedelta(seconds=69)) == "abc"
    assert checked(claims(iat=AT.timestamp() + 9)) == "abc"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": "https://fc/"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": None}, "audience"),
        ({"aud": ["us", "them"]}, "audience"),
        ({"azp": "them"}, "audience"),
        ({"exp": None}, "exp"),
        ({"exp": "later"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": AT.timestamp() - 10}, "expired"),
        ({"iat": None}, "iat"),
        ({"iat": AT.timestamp() + 60}, "issued_at"),
        ({"iat": AT.timestamp() - 3600}, "issued_at"),
        ({"nonce": None}, "nonce"),
        ({"nonce": "é"}, "nonce"),
        ({"nonce": 1}, "nonce"),
        ({"acr": "eidas2"}, "acr"),
        ({"acr": None}, "acr"),
        ({"sub": None}, "sub"),
        ({"sub": 12}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"sub": "é"}, "sub"),
        ({"at_hash": "x"}, "at_hash"),
    ],
)
def test_a_wrong_token_says_why(changes, why):
    with pytest.raises(TokenRefused) as refused:
        checked(claims(**changes))

    assert refused.value.code == why


def test_a_provider_without_levels_is_not_asked_for_one():
    agents = Provider("proconnect", KINDS["proconnect"], "https://fc", "us", "x", ())

    assert checked(claims(acr=None), provider=agents) == "abc"


def test_userinfo_speaks_of_the_same_person():
    check_userinfo(claims(), provider=PROVIDER, sub="abc", at=AT)
    with pytest.raises(TokenRefused):
        check_userinfo(claims(), provider=PROVIDER, sub="abd", at=AT)


def test_a_name_is_as_one_is_called():
    told = identity(
        PROVIDER,
        claims(),
        {"given_name": "Angela", "family_name": "DURAND", "preferred_username": "DUBOIS"},
    )

    assert (told.name, told.birth_name) == ("Angela DUBOIS", "Angela DURAND")
    assert (told.birth_on, told.email, told.acr) == (None, None, "eidas1")


def test_a_secret_is_never_printed():
    assert "'x'" not in repr(PROVIDER)
