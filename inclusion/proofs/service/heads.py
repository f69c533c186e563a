"""Sign, each day, how every journal stands; keep it in a table and in another place."""

import contextlib
import logging
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion import receipts
from inclusion.db import write_session
from inclusion.proofs import queries
from inclusion.proofs.models import JournalHead, JournalStatement
from inclusion.proofs.rules import EACH, FIRST, Head, digest_of, text_of
from inclusion.proofs.service import places, stamping
from inclusion.settings import Settings
from inclusion.tokens import digest

log = logging.getLogger("inclusion.proofs")


@dataclass(frozen=True, slots=True)
class Sealing:
    """What making statements needs: the key, our name, the other place, the time authority."""

    signing_key: bytes = field(repr=False)
    issuer: str
    folder: Path
    tsa_url: str = ""

    @classmethod
    def of(cls, settings: Settings) -> "Sealing":
        """Return what an application uses."""
        return cls(
            settings.secrets.signing_key, settings.public_url, settings.heads_dir, settings.tsa_url
        )


def seal_daily(engine: Engine, sealing: Sealing, at: datetime) -> int | None:
    """Make the statement of the day unless somebody did; return its number."""
    with write_session(engine) as session:
        last = queries.last_statement(session)
        is_done = last is not None and at < last.made_at + EACH
    if is_done and last is not None:
        _keep(engine, sealing, last.seq)
        return None
    with contextlib.suppress(IntegrityError):  # another machine made it at the same moment
        return seal(engine, sealing, at)
    return None


def seal(engine: Engine, sealing: Sealing, at: datetime, *, restored: bool = False) -> int:
    """Make a statement of every journal that changed since the last one; return its number.

    restored: a backup was put back, so what earlier statements say of journals no longer holds.
    Raises AlreadyStated when the other place knows a later statement than the database does.
    """
    known = places.numbers(sealing.folder)[-1:] or [0]
    with write_session(engine) as session:
        last = queries.last_statement(session)
        seq, previous = (last.seq + 1, digest(last.jws)) if last else (1, FIRST)
        if known[0] >= seq:
            if not restored:
                raise places.AlreadyStated(str(known[0]))
            seq, previous = known[0] + 1, _digest_of_file(sealing.folder, known[0])
        statement = _stated(session, sealing, seq, previous, at, restored=restored)
        session.add(statement)
        session.flush()
    if sealing.tsa_url:
        _stamp(engine, sealing, statement.id)
    _keep(engine, sealing, seq)
    return seq


def content_of(session: Session, statement: JournalStatement) -> str:
    """Return what the file of a statement holds: the JWS, then a line for each head."""
    return f"{statement.jws}\n{text_of(queries.heads_of(session, statement.id))}"


def _stated(
    session: Session, sealing: Sealing, seq: int, previous: str, at: datetime, *, restored: bool
) -> JournalStatement:
    present = queries.present_heads(session)
    known: set[Head] = set() if restored else queries.stated_heads(session)
    changed = [head for head in present if head not in known]
    claims: dict[str, Any] = {
        "kind": "heads",
        "seq": seq,
        "at": at.isoformat(timespec="seconds"),
        "previous": previous,
        "safes": len(present),
        "changed": len(changed),
        "digest": digest_of(changed),
        "restored": restored,
        "iss": sealing.issuer,
    }
    statement = JournalStatement(
        seq=seq, made_at=at, jws=receipts.sign(claims, key=sealing.signing_key)
    )
    session.add(statement)
    session.flush()
    session.add_all(
        JournalHead(statement_id=statement.id, safe_ref=h.safe, length=h.length, head=h.head)
        for h in changed
    )
    return statement


def _stamp(engine: Engine, sealing: Sealing, statement_id: int) -> None:
    with write_session(engine) as session:
        statement = session.get_one(JournalStatement, statement_id)
        try:
            token = stamping.token_for(statement.jws.encode(), url=sealing.tsa_url)
        except stamping.NoAnswer as error:
            log.warning("no_timestamp %s", error)
            return
        statement.timestamp_token = token


def _keep(engine: Engine, sealing: Sealing, seq: int) -> None:
    """Write the file of a statement; a process killed before it did is made good here."""
    with write_session(engine) as session:
        statement = next(one for one in queries.statements(session) if one.seq == seq)
        content = content_of(session, statement)
    places.keep(sealing.folder, seq=seq, content=content)


def _digest_of_file(folder: Path, seq: int) -> str:
    return digest(places.path_of(folder, seq).read_text(encoding="utf-8").partition("\n")[0])
