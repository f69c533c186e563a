"""The letters that an SMS of one part may hold (pure). Source: 3GPP TS 23.038, section 6.2.1."""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans({
    "’": "'", "\u2018": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-",
    "…": "...", "\u00a0": " ", "\u202f": " ", "œ": "oe", "Œ": "OE",
})  # fmt: skip
LONGEST_BASIC, LONGEST_UNICODE = 160, 70


def folded(text: str) -> str:
    """Return `text` in the basic letters where its script has them, untouched elsewhere.

    One « ê » would make the whole message twice as long.
    """
    plain = text.translate(_PLAIN)
    basic = "".join(c if _is_basic(c) else _bare(c) for c in plain)
    return basic if all(map(_is_basic, basic)) else plain


def length(text: str) -> int:
    """Return how much of a part a text takes: the extended letters count twice."""
    return len(text) + sum(c in _EXTENDED for c in text)


def longest(text: str) -> int:
    """Return how much one part holds in the letters of this text."""
    return LONGEST_BASIC if all(map(_is_basic, text)) else LONGEST_UNICODE


def _is_basic(character: str) -> bool:
    return character in _BASIC or character in _EXTENDED


def _bare(character: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", character) if _is_basic(c)) or character
