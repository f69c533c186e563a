"""The texts we send: each version is its words, each says what it must and nothing that betrays."""

import hashlib
import re

import pytest

from inclusion.contact import format_phone
from inclusion.messages import gsm
from inclusion.messages.labels import SUBJECTS
from inclusion.messages.rules import CODE_LIFE, Channel
from inclusion.messages.texts import TEXTS, written
from inclusion.messages.words import CALL_US, HELLO
from inclusion.web.languages import LANGUAGES

# Other words are another version: change both, never the digest alone.
VERSIONS = {
    "code": (1, "494dfed7bc01"),
    "channel_confirm": (1, "56f35cee59bc"),
    "new_sign_in": (1, "8c8cffdaaaf1"),
    "card_remade": (1, "308c94805fa3"),
    "recovery_opened": (1, "e57f913febc1"),
    "account_blocked": (1, "d1ab1dcbbc72"),
    "closing": (1, "4fce0d5b524c"),
    "contact_changed": (1, "15da65c1418c"),
    "safe_date": (1, "1f74e7c0ec06"),
    "identity_linked": (1, "aaeeb3efd49e"),
    "safe_release_asked": (1, "f28350ac9c74"),
    "safe_rescue_changed": (1, "5901d5090cff"),
    "safe_trust_ended": (1, "a909fa3832aa"),
    "safe_received": (1, "a54e1851468b"),
    "appointment_booked": (1, "fd90970f8a8d"),
    "appointment_moved": (1, "b1678a8f5d50"),
    "appointment_cancelled": (1, "8b32c894fac5"),
    "appointment_reminder": (1, "af591483077d"),
    "appointment_late": (1, "fcd0bb7dd765"),
    "appointment_offer": (1, "e18f27b6403a"),
}
VALUES = {
    "code": "48273915",
    "when": "mercredi 30 septembre à 14 h 30",
    "device": "un ordinateur, avec Firefox",
    "spoken": "48 27 39 15",
    "until": "mercredi 30 septembre à 18 h 30",
    "place": "France services Mantes-la-Ville, 1 place du Marché, 78711 Mantes-la-Ville",
}
CODES = ("code", "channel_confirm")


@pytest.mark.parametrize("code", TEXTS)
def test_other_words_are_another_version(code):
    text = TEXTS[code]
    words = "\n".join((HELLO, text.subject, *text.body, text.sms, CALL_US))

    assert (text.version, hashlib.sha256(words.encode()).hexdigest()[:12]) == VERSIONS.get(code)


def test_each_text_has_a_short_name():
    assert set(SUBJECTS) == set(TEXTS) == set(VERSIONS)


@pytest.mark.parametrize("language", [one.code for one in LANGUAGES])
@pytest.mark.parametrize("code", TEXTS)
def test_an_sms_is_one_part_without_link(settings, code, language):
    said = written(code, channel=Channel.SMS, language=language, values=VALUES, settings=settings)

    assert gsm.length(said.body) <= gsm.longest(said.body), said.body
    assert not re.search(r"https?:|www\.|\.fr\b", said.body)
    assert "%(" not in said.body


@pytest.mark.parametrize("language", [one.code for one in LANGUAGES])
@pytest.mark.parametrize("code", TEXTS)
def test_an_e_mail_says_who_writes_and_whom_to_call(settings, code, language):
    said = written(code, channel=Channel.EMAIL, language=language, values=VALUES, settings=settings)

    assert said.subject
    assert "48273915" not in said.subject
    assert settings.product_name in said.body
    assert format_phone(settings.phone) in said.body
    assert "http" not in said.body
    assert "%(" not in said.body


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_a_code_lives_ten_minutes_and_says_so(settings, code, channel):
    said = written(code, channel=channel, language="fr", values=VALUES, settings=settings).body

    assert TEXTS[code].life == CODE_LIFE
    assert "48273915" in said
    assert "10 minutes" in said.replace("\u00a0", " ")
    assert re.search(r"demandons jamais", said)


def test_only_codes_are_secret(settings):
    assert {code for code, text in TEXTS.items() if text.life} == set(CODES)
    assert {code for code, text in TEXTS.items() if "code" in text.needs(Channel.EMAIL)} == set(
        CODES
    )


def test_a_language_that_we_do_not_ship_is_french(settings):
    said = written("closing", channel=Channel.EMAIL, language="snk", values={}, settings=settings)

    assert said.paragraphs[0] == "Bonjour,"
