"""Catalogues: up to date, complete, in the right script, with the same placeholders."""

import re
import unicodedata

import pytest

from scripts.messages import LANGUAGES, SOURCE, catalogue, extracted, messages, strings
from tests.house.agent_only import AGENT_ONLY
from tests.house.same_in_both import LATIN_IN_ARABIC, SAME

TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def source():
    return extracted()


def asked_for(source, language):
    """Return the messages that a language owes, by what identifies them."""
    return [
        message
        for message in messages(source)
        if language != "ar" or not all(is_agents(name) for name, _line in message.locations)
    ]


def is_agents(filename):
    return filename.startswith(AGENT_ONLY)


def forms(message):
    return message.id if isinstance(message.id, tuple | list) else (message.id,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_the_sentences_of_the_code(source, language):
    wanted = {(forms(m), m.context) for m in messages(source)}
    held = {(forms(m), m.context) for m in messages(catalogue(language))}

    assert wanted - held == set(), "run make messages"
    assert held - wanted == set(), "run make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language):
    assert [m.id for m in messages(catalogue(language)) if m.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_in_each_plural_form(source, language):
    known = catalogue(language)
    missing = []

    for message in asked_for(source, language):
        found = known.get(message.id, message.context)
        count = known.num_plurals if len(forms(message)) > 1 else 1
        if found is None or len(strings(found)) != count or not all(strings(found)):
            missing.append(forms(message)[0])

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders(language):
    wrong = []

    for message in messages(catalogue(language)):
        allowed = set(PLACEHOLDER.findall(" ".join(forms(message))))
        for string in filter(None, strings(message)):
            found = set(PLACEHOLDER.findall(string))
            # A plural form may leave the number out: « un papier », « ورقتان ».
            needed = allowed - {"%(num)s", "%(count)s"} if len(forms(message)) > 1 else allowed
            if not needed <= found <= allowed or string.count("%") != forms(message)[-1].count(
                "%"
            ) - len(allowed - found):
                wrong.append((forms(message)[0], string))

    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_differs_from_its_french(language):
    same = {
        forms(message)[0]
        for message in messages(catalogue(language))
        if strings(message)[0] == forms(message)[0] and has_words(forms(message)[0])
    }

    assert same - SAME[language] == set()


def test_arabic_is_written_in_arabic():
    wrong = []

    for message in messages(catalogue("ar")):
        for string in filter(None, strings(message)):
            bare = PLACEHOLDER.sub("", string)
            latin = set(re.findall(r"[A-Za-zÀ-ÿ][\w-]*", bare)) - LATIN_IN_ARABIC
            arabic = any("ARABIC" in unicodedata.name(c, "") for c in bare)
            if latin or (
                has_words(bare) and not arabic and not set(bare.split()) & LATIN_IN_ARABIC
            ):
                wrong.append((string, sorted(latin)))

    assert wrong == []


def test_french_is_typeset_as_it_prints(source):
    wrong = [
        form
        for message in messages(source)
        for form in forms(message)
        if "'" in form or '"' in form or re.search(r"\w [:;!?»]|« ", form) or "..." in form
    ]

    assert wrong == []


def test_nobody_is_thanked_or_shouted_at(source):
    wrong = [
        form
        for message in messages(source)
        for form in forms(message)
        if "!" in form or re.search(r"\b(merci|désolé|cliquez ici)\b", form, re.IGNORECASE)
    ]

    assert wrong == []


def has_words(text):
    return any(character.isalpha() for character in PLACEHOLDER.sub("", text))
