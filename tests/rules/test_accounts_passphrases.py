"""What a passphrase must be: long and hard to guess, nothing about kinds of characters."""

import pytest

from inclusion.accounts import passphrases
from inclusion.accounts.rules.passphrases import Weakness
from inclusion.demo.cast import AGENTS, CITIZENS
from inclusion.settings import Argon2Cost

CHEAP = Argon2Cost(memory_kib=8, time_cost=1)


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("court", Weakness.TOO_SHORT),
        ("x" * 201, Weakness.TOO_LONG),
        ("aaaaaaaaaaaaaa", Weakness.REPEATED),
        ("motdepasse123", Weakness.GUESSABLE),
        ("azertyuiopqsdf", Weakness.GUESSABLE),
    ],
)
def test_a_weak_phrase_is_refused_with_the_reason(phrase, why):
    assert passphrases.weakness(phrase) is why


def test_a_name_and_a_year_are_not_a_passphrase():
    assert passphrases.weakness("FatoumataDiarra71", personal=("Fatoumata Diarra",)) is not None


@pytest.mark.parametrize(
    "phrase",
    ["cerise velours tambour lundi", "écrevisse-bleue-sous-la-pluie", "طاولة شمس قطة نافذة"],
)
def test_a_long_phrase_will_do_in_any_script(phrase):
    assert passphrases.weakness(phrase, personal=("Fatoumata Diarra",)) is None


def test_every_phrase_of_the_demonstration_would_be_accepted():
    for part in (*CITIZENS, *AGENTS):
        assert passphrases.weakness(part.passphrase, personal=(part.name,)) is None, part.name


def test_composed_and_decomposed_letters_are_the_same_phrase():
    stored = passphrases.hashed("fen\u00eatre castor moulin", cost=CHEAP)

    assert passphrases.is_right("fene\u0302tre castor moulin", stored, cost=CHEAP)
    assert not passphrases.is_right("fenetre castor moulin", stored, cost=CHEAP)


def test_nobody_has_the_passphrase_of_an_unknown_account():
    assert not passphrases.is_right("a passphrase of nobody", None, cost=CHEAP)


@pytest.mark.parametrize(
    "phrase",
    [
        "motdepasse2026",
        "Mot de passe 1234",
        "jetaimejetaime",
        "Je t’aime maman 78",
        "Liberté, égalité, fraternité",
        "qui vivra verra",
        "marseillemarseille",
        "azertyuiopqsdfghjklm",
        "Quatre mots au hasard",
        "Paris est magique 75",
        "doudou doudou",
    ],
)
def test_what_french_people_choose_first_is_refused(phrase):
    assert passphrases.weakness(phrase) in (Weakness.GUESSABLE, Weakness.REPEATED)


@pytest.mark.parametrize("phrase", ["tournesol tournesol tournesol", "Velours, velours velours"])
def test_one_word_again_and_again_is_one_word(phrase):
    assert passphrases.weakness(phrase) is Weakness.REPEATED


def test_accents_do_not_hide_a_saying():
    assert passphrases.weakness("il était une fois") is Weakness.GUESSABLE


def test_a_proposal_is_seven_words_that_any_keyboard_writes():
    seen = {passphrases.proposal() for _ in range(50)}

    assert len(seen) == 50
    for phrase in seen:
        assert len(phrase.split()) == 7
        assert phrase.isascii()
        assert passphrases.weakness(phrase) is None


def test_a_hundred_signs_will_do():
    assert passphrases.weakness("cerise velours tambour lundi " * 3 + "girafe orange") is None
