"""Vocabulary and lifetimes of the identity provider (pure)."""

from datetime import timedelta

SAFE_DEPOSIT = "safe:deposit"
"""Put papers in the safe of who allowed it: nothing is told, nothing can be read."""
SCOPES = ("openid", "profile", "birth", "email", "phone", "address", "commune", SAFE_DEPOSIT)
ALGORITHMS = ("RS256", "ES256")
PROMPTS = ("none", "login", "consent", "select_account")

CODE_LIVES = timedelta(seconds=60)
ACCESS_LIVES = timedelta(minutes=5)
ID_TOKEN_LIVES = timedelta(minutes=5)
FAMILY_LIVES = timedelta(hours=8)
"""How long refreshing goes on after a sign-in, whatever happens."""
CONSENT_LIVES = timedelta(days=365)
GRANT_KEPT = timedelta(days=2)
"""How long a used code stays, so that leaving here still signs out there."""
REQUEST_WAITS = timedelta(hours=1)
"""How long a person may take to sign in and to accept."""

KEY_SIGNS = timedelta(days=90)
KEY_SHOWN_BEFORE = timedelta(days=1)
KEY_SHOWN_BY_HAND = timedelta(minutes=2)
"""Services that meet an unknown key fetch the set again, but not twice in a minute."""
KEY_SHOWN_AFTER = timedelta(days=30)

LOGOUT_TOKEN_LIVES = timedelta(minutes=2)
LOGOUT_TRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""The waits between the tries of one logout notice; after the last, it is given up."""


def known_scopes(text: str | None, allowed: str) -> str:
    """Return the scopes asked for that are known and allowed, in our order."""
    asked = set((text or "").split()) & set(allowed.split())
    return " ".join(scope for scope in SCOPES if scope in asked)


def covers(scope: str, asked: str) -> bool:
    """Tell whether what was accepted holds all that is asked for."""
    return set(asked.split()) <= set(scope.split())


def united(*scopes: str) -> str:
    """Return several scopes as one, in our order."""
    every = {word for scope in scopes for word in scope.split()}
    return " ".join(scope for scope in SCOPES if scope in every)
