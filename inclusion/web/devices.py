"""Say a browser and its system in words, from the User-Agent header (RFC 9110 §10.1.5)."""

from ua_parser import parse

LONGEST = 80


def described(user_agent: str) -> str:
    """Return « Firefox, Android », with what is known; empty when nothing is."""
    result = parse(user_agent[:400])
    parts = (result.user_agent, result.os)
    return ", ".join(part.family for part in parts if part is not None)[:LONGEST]
