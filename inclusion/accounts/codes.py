"""Codes that open an account once: sent by e-mail or SMS, or printed ten at a time."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts import devices, notifying, queries
from inclusion.accounts.models import Account, OneTimeCode, PaperCode
from inclusion.accounts.rules.codes import (
    LASTS,
    SENDS,
    SENDS_WINDOW,
    SHEET,
    TRIES,
    CodeChannel,
    PaperAnswer,
)
from inclusion.accounts.rules.reaching import ContactChannel
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.crypto import argon2id
from inclusion.people import queries as people
from inclusion.people.models import Person
from inclusion.settings import Argon2Cost, Settings
from inclusion.tokens import digest, keyed_digest, only_digits, public_id, spoken_code

CONTACTS = {CodeChannel.EMAIL: ContactChannel.EMAIL, CodeChannel.SMS: ContactChannel.PHONE}


@dataclass(frozen=True, slots=True)
class Tried:
    """What a code of a sheet was worth, and which one it was."""

    answer: PaperAnswer
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Ten codes to print once, and what is kept of them."""

    reference: str
    codes: list[str] = field(repr=False)
    hashes: list[str] = field(repr=False)


def offered(settings: Settings) -> list[CodeChannel]:
    """Return the channels by which this site can send a code."""
    return [one for one in CodeChannel if notifying.can_send(settings, CONTACTS[one])]


def send(
    session: Session,
    *,
    account: Account | None,
    channel: CodeChannel,
    visit_hash: str,
    pepper: bytes,
    at: datetime,
    is_known_browser: bool = False,
) -> None:
    """Send a code to the confirmed contact of an account, if there is one; say nothing of it.

    A row is made in each case, and the one before of this browser dies. is_known_browser: the
    caller counts its sends apart, so that nobody else can use them up.
    """
    session.execute(sa.delete(OneTimeCode).where(OneTimeCode.expires_at <= at - SENDS_WINDOW))
    session.execute(
        sa.update(OneTimeCode)
        .where(OneTimeCode.visit_hash == visit_hash, OneTimeCode.used_at.is_(None))
        .values(used_at=at)
    )
    contact = _contact(session, account, channel, at, is_counted=not is_known_browser)
    code = spoken_code()
    session.add(
        OneTimeCode(
            account_id=account.id if account and contact else None,
            channel=channel,
            contact_hash=keyed_digest(pepper, contact[1] if contact else ""),
            code_hash=_code_hash(pepper, visit_hash, code),
            visit_hash=visit_hash,
            created_at=at,
            expires_at=at + LASTS,
        )
    )
    session.flush()
    if account and contact:
        notifying.tell_code(
            session,
            person=contact[0],
            account_id=account.id,
            channel=CONTACTS[channel],
            code=code,
            at=at,
            text="code",
        )


def use(
    session: Session, *, typed: str, visit_hash: str, pepper: bytes, at: datetime
) -> Account | None:
    """Return the account that a code opens in the browser that asked for it, None otherwise.

    The caller commits in both cases: a wrong try is counted on the code.
    """
    row = session.scalar(
        sa.select(OneTimeCode)
        .where(
            OneTimeCode.visit_hash == visit_hash,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > at,
            OneTimeCode.tries < TRIES,
        )
        .order_by(OneTimeCode.id.desc())
        .limit(1)
        .with_for_update()
    )
    given = _code_hash(pepper, visit_hash, only_digits(typed))
    if row is None:
        return None
    row.tries += 1
    if not hmac.compare_digest(given, row.code_hash) or row.account_id is None:
        return None
    row.used_at = at
    return queries.find_open(session, row.account_id)


def draw_sheet(*, pepper: bytes, cost: Argon2Cost) -> Sheet:
    """Draw ten codes and stretch them, before any transaction since that takes a second."""
    reference, codes = public_id(), _distinct_codes()
    return Sheet(
        reference, codes, [_paper_hash(code, reference, pepper=pepper, cost=cost) for code in codes]
    )


def keep_sheet(session: Session, *, account_id: int, sheet: Sheet, at: datetime) -> None:
    """Make a sheet the one of an account; the one before is dead."""
    session.execute(sa.delete(PaperCode).where(PaperCode.account_id == account_id))
    session.add_all(
        PaperCode(
            account_id=account_id,
            sheet=sheet.reference,
            position=position,
            code_hash=code_hash,
            created_at=at,
        )
        for position, code_hash in enumerate(sheet.hashes, start=1)
    )
    session.flush()
    _record(session, account_id, "account.sheet_made", at)


def stretched(
    session: Session, *, account: Account | None, typed: str, pepper: bytes, cost: Argon2Cost
) -> str:
    """Return the slow hash of what was typed; the work is the same when nobody is known."""
    rows = _sheet(session, account.id) if account else []
    salt = rows[0].sheet if rows else "nobody"
    return _paper_hash(only_digits(typed), salt, pepper=pepper, cost=cost)


def use_paper(session: Session, *, account: Account | None, given: str, at: datetime) -> Tried:
    """Cross a code off the sheet of an account, found by its slow hash."""
    rows = _sheet(session, account.id, lock=True) if account else []
    found = next((row for row in rows if hmac.compare_digest(row.code_hash, given)), None)
    if found is None or account is None:
        return Tried(PaperAnswer.WRONG)
    if found.used_at is not None:
        return Tried(PaperAnswer.USED, found.position)
    found.used_at = at
    return Tried(PaperAnswer.RIGHT, found.position)


def left_on_sheet(session: Session, account_id: int) -> int:
    """Return how many codes of the sheet still open the account."""
    return sum(row.used_at is None for row in _sheet(session, account_id))


def has_sheet(session: Session, account_id: int) -> bool:
    """Tell whether a sheet was made."""
    return bool(_sheet(session, account_id))


def end(session: Session, *, account_id: int | None, **_why: Any) -> None:
    """Kill the codes and forget the browsers of an account."""
    if account_id is None:
        return
    session.execute(sa.delete(OneTimeCode).where(OneTimeCode.account_id == account_id))
    session.execute(sa.delete(PaperCode).where(PaperCode.account_id == account_id))
    devices.forget(session, account_id=account_id)


def _contact(
    session: Session,
    account: Account | None,
    channel: CodeChannel,
    at: datetime,
    *,
    is_counted: bool,
) -> tuple[Person, str] | None:
    if account is None or account.person_id is None or account.blocked_at:
        return None
    sent = session.scalar(
        sa.select(sa.func.count()).where(
            OneTimeCode.account_id == account.id, OneTimeCode.created_at > at - SENDS_WINDOW
        )
    )
    person = people.person(session, account.person_id)
    address, confirmed_at = (
        (person.email, person.email_confirmed_at)
        if channel is CodeChannel.EMAIL
        else (person.phone, person.phone_confirmed_at)
    )
    is_enough = is_counted and (sent or 0) >= SENDS
    if is_enough or not address or not confirmed_at or person.deceased_on:
        return None
    return person, address


def _sheet(session: Session, account_id: int, *, lock: bool = False) -> list[PaperCode]:
    statement = (
        sa.select(PaperCode).where(PaperCode.account_id == account_id).order_by(PaperCode.position)
    )
    return list(session.scalars(statement.with_for_update() if lock else statement))


def _distinct_codes() -> list[str]:
    codes: dict[str, None] = {}
    while len(codes) < SHEET:
        codes[spoken_code()] = None
    return list(codes)


def _code_hash(pepper: bytes, visit_hash: str, code: str) -> str:
    return keyed_digest(pepper, f"one-time:{visit_hash}:{code}")


def _paper_hash(code: str, sheet: str, *, pepper: bytes, cost: Argon2Cost) -> str:
    return argon2id(
        keyed_digest(pepper, f"paper:{code}").encode(),
        salt=bytes.fromhex(digest(sheet))[:16],
        memory_kib=cost.memory_kib,
        time_cost=cost.time_cost,
        parallelism=cost.parallelism,
    ).hex()


def _record(session: Session, account_id: int, action: str, at: datetime) -> None:
    account = queries.account(session, account_id)
    audit.record(
        session,
        action=action,
        at=at,
        actor=Actor(account.id, account.role.value, account.structure_id),
        person_id=account.person_id,
        object_kind="account",
        object_id=account.id,
    )
