"""Tries to enter, counted before they are judged, so that guessing is slow for all but the owner.

Three counts. What was typed, from this network: five errors, then a delay that doubles up to ten
minutes. This network, whatever was typed: thirty errors in ten minutes, ten times more at a
counter. What was typed, from everywhere: past fifty errors in a day, a network that was never
seen waits its ten minutes first, and then has its turn whatever others do. A browser that entered
before has its own count, and none of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import ngettext

from inclusion.accounts import devices, queries
from inclusion.accounts.rules.identifiers import canonical
from inclusion.accounts.views import known_browser
from inclusion.errors import TooMany
from inclusion.tokens import digest
from inclusion.web import limits
from inclusion.web.limits import Count
from inclusion.web.rules import SLOWEST
from inclusion.web.session import now, reading

NETWORK_TRIES = 30
SIEGE = 50


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted; `right()` undoes it and forgets the errors before it."""

    taken: Sequence[int]
    own: Count

    def right(self) -> None:
        """Say that the try was right."""
        limits.give_back(self.taken, self.own)


def begin(typed: str) -> Try:
    """Count a try for what was typed as identifier; raises TooMany while its delay runs."""
    key = canonical(typed) or typed
    device = device_key(typed)
    if device is not None:
        own = Count("enter_device", device)
        return Try(limits.take(own), own)
    own = _own_count(key)
    everywhere = Count("enter_everywhere", key, free=10**9, window=limits.KEPT)
    network = limits.network_count("enter_network", free=NETWORK_TRIES)
    return Try(limits.take(own, everywhere, network), own)


def begin_from_network() -> Try:
    """Count a try that names nobody, such as a one-time code, against the network alone."""
    own = limits.network_count("enter_network", free=NETWORK_TRIES)
    return Try(limits.take(own), Count("enter_nothing", ""))


def wait_words(error: TooMany) -> str:
    """Return the sentence of a refused try: how long to wait."""
    minutes = -(-error.retry_after // timedelta(minutes=1))
    return ngettext(
        "Il y a eu trop d’essais. Attendez %(num)s minute, ou appelez-nous.",
        "Il y a eu trop d’essais. Attendez %(num)s minutes, ou appelez-nous.",
        minutes,
    )


def _own_count(key: str) -> Count:
    own = f"{key}|{limits.network()}"
    if limits.failures("enter_everywhere", key) < SIEGE:
        return Count("enter", own)
    if limits.failures("enter", own) == 0:
        limits.note_failure("enter", own)
        raise TooMany("enter", retry_after=SLOWEST)
    return Count("enter", own, is_slow=True)


def device_key(typed: str) -> str | None:
    """Return what to count this browser by when it entered that account before, or None."""
    token = known_browser.token()
    if token is None:
        return None
    with reading() as session:
        account = queries.find_by_typed(session, typed)
        if account is None or not devices.is_known(
            session, account_id=account.id, token=token, at=now()
        ):
            return None
        return f"{account.id}|{digest(token)}"
