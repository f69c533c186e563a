"""Where the words that somebody looks for are found in a paper, and what stands around them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

AROUND = 6
LONGEST_EXCERPT = 160


class Spot(StrEnum):
    """Where in a paper a word is found, in the order in which it is said."""

    NAME = "name"
    FOLDER = "folder"
    NOTE = "note"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Hit:
    """Where the words were found, and a few words around the first of them, if it is in a text."""

    spots: tuple[Spot, ...]
    excerpt: str = ""


def found(words: list[str], texts: Mapping[Spot, str], fold: Callable[[str], str]) -> Hit | None:
    """Return where every word is found, None when one is missing.

    words: folded. fold: what makes two writings of a word the same.
    """
    folded = {spot: fold(texts.get(spot, "")) for spot in Spot}
    spots: list[Spot] = []
    for word in words:
        spot = next((spot for spot in Spot if word in folded[spot]), None)
        if spot is None:
            return None
        spots.append(spot)
    where = next((spot for spot in (Spot.NOTE, Spot.TEXT) if spot in spots), None)
    excerpt = ""
    if where is not None:
        excerpt = around(words[spots.index(where)], texts[where], fold)
    return Hit(tuple(spot for spot in Spot if spot in spots), excerpt)


def around(word: str, text: str, fold: Callable[[str], str]) -> str:
    """Return a few words of a text around the first that holds a folded word."""
    written = text.split()
    place = next((n for n, one in enumerate(written) if word in fold(one)), 0)
    first, last = max(place - AROUND, 0), place + AROUND + 1
    excerpt = " ".join(one[:LONGEST_EXCERPT] for one in written[first:last])[:LONGEST_EXCERPT]
    return f"{'… ' if first else ''}{excerpt}{' …' if last < len(written) else ''}"
