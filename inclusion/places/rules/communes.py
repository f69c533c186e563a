"""Find a commune as people type it (pure)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from inclusion.contact import fold
from inclusion.places.rules.distance import Point

_POSTAL_CODE = re.compile(r"\b([0-9]{2}) ?([0-9]{3})\b")
_SHORT = {"st": "saint", "ste": "sainte", "s": "sur"}
CLOSE_ENOUGH = 0.8
MOST_GUESSES = 5
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: INSEE code, name, postal codes, a point inside it, names it had before.

    is_approximate: the point is that of its neighbours, good to some kilometres.
    """

    insee: str
    name: str
    postal_codes: tuple[str, ...]
    point: Point
    former_names: tuple[str, ...] = ()
    is_approximate: bool = False

    @property
    def department(self) -> str:
        """The code of the département."""
        return self.insee[:2]

    @property
    def label(self) -> str:
        """The name with its first postal code, to tell homonyms apart."""
        return f"{self.name} ({self.postal_codes[0]})"


def key(text: str) -> str:
    """Return a name folded, « st » read as « saint »."""
    return " ".join(_SHORT.get(word, word) for word in fold(text).split())


def matching(typed: str, communes: Sequence[Commune]) -> list[Commune]:
    """Return the communes that `typed` may mean, the likeliest first; several ask which one.

    A postal code gives every commune that shares it. A whole name wins over a beginning, a
    beginning over a word inside, and a word inside over a typing mistake.
    """
    codes = ["".join(parts) for parts in _POSTAL_CODE.findall(typed)]
    words = key(_POSTAL_CODE.sub(" ", typed))
    if codes:
        shared = [commune for commune in communes if codes[0] in commune.postal_codes]
        named = _named(words, shared) if words else []
        return named or shared
    return _named(words, communes) if words else []


def _named(words: str, communes: Sequence[Commune]) -> list[Commune]:
    keys = [(commune, name) for commune in communes for name in _keys(commune)]
    tries = (
        lambda name: name == words,
        lambda name: name.startswith(f"{words} "),
        lambda name: name.startswith(words),
        lambda name: f" {words} " in f" {name} ",
    )
    for test in tries[: 1 if len(words) < SHORTEST else None]:
        found = [commune for commune, name in keys if test(name)]
        if found:
            return _once(found)
    return _guessed(words, keys)


def _keys(commune: Commune) -> list[str]:
    return [key(name) for name in (commune.name, *commune.former_names)]


def _guessed(words: str, keys: list[tuple[Commune, str]]) -> list[Commune]:
    if len(words) < SHORTEST:
        return []
    scored = [(likeness(words, name), commune) for commune, name in keys]
    best = max((score for score, _commune in scored), default=0.0)
    kept = [pair for pair in scored if pair[0] >= max(CLOSE_ENOUGH, best - 0.05)]
    kept.sort(key=lambda pair: (-pair[0], pair[1].name))
    return _once([commune for _score, commune in kept])[:MOST_GUESSES]


def likeness(typed: str, name: str) -> float:
    """Return how alike two folded names are, from 0 to 1; blanks do not count."""
    return SequenceMatcher(None, typed.replace(" ", ""), name.replace(" ", "")).ratio()


def _once(communes: list[Commune]) -> list[Commune]:
    return list({commune.insee: commune for commune in communes}.values())
