"""How long a safe outlives its owner's access, and how early a closing is said.

Source: Code de la consommation, art. D. 541 (décret n° 2018-853): three months' notice before the
service stops or closes; when access is lost for good, whatever the reason, twelve months to
recover what is there.
"""

import calendar
from datetime import date

RECOVERY_MONTHS = 12
NOTICE_MONTHS = 3


def last_possible_access(*known: date | None) -> date:
    """Return the last day on which an owner could still open a safe, as far as is known.

    known: each day that gave or left a way in: creation, last opening, last card, last sign-in.
    """
    return max(day for day in known if day is not None)


def kept_until(last_access: date) -> date:
    """Return the first day on which what nobody can open any more may be erased."""
    return _months_later(last_access, RECOVERY_MONTHS)


def may_erase(*, last_access: date, today: date, can_still_open: bool) -> bool:
    """Tell whether the operator may erase a safe or an account of its own accord.

    can_still_open: the owner still has a way in, used or not. Then nothing is erased.
    """
    return not can_still_open and today >= kept_until(last_access)


def earliest_closing(told_on: date) -> date:
    """Return the first day on which the service may stop when its owners are told on this day."""
    return _months_later(told_on, NOTICE_MONTHS)


def may_close(*, told_on: date, closes_on: date) -> bool:
    """Tell whether a closing was said early enough."""
    return closes_on >= earliest_closing(told_on)


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month; the first of the next when that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= calendar.monthrange(year, month + 1)[1]:
        return day.replace(year=year, month=month + 1)
    year, month = divmod(year * 12 + month + 1, 12)
    return date(year, month + 1, 1)
