"""The owner of a safe keeps or refuses a paper that was received."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.errors import Conflict
from inclusion.receiving import queries
from inclusion.safe import journal
from inclusion.safe.custody import Custody
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import DocumentState
from inclusion.safe.service import papers


class AlreadySorted(Conflict):
    """The paper waits no more."""


def keep(
    session: Session,
    *,
    custody: Custody,
    opened: Opened,
    paper: Paper,
    name: str,
    category: str,
    folder: str,
    at: datetime,
) -> None:
    """Keep a paper, under the name, category and folder that its owner wants.

    Raises AlreadySorted, Changed.
    """
    _check(session, opened, paper)
    known = paper.metadata
    if (name, category, folder) != (known.name, known.category, known.folder):
        paper = papers.revise(
            session,
            custody=custody,
            opened=opened,
            paper=paper,
            at=at,
            name=name,
            category=category,
            folder=folder,
        )
    papers.sort_in(session, custody=custody, opened=opened, paper=paper, at=at)


def refuse(
    session: Session, *, custody: Custody, opened: Opened, paper: Paper, at: datetime
) -> None:
    """Erase a paper that its owner does not want; its depositor is told nothing.

    Raises AlreadySorted, Changed.
    """
    _check(session, opened, paper)
    papers.erase(session, custody=custody, opened=opened, paper=paper, at=at)


def _check(session: Session, opened: Opened, paper: Paper) -> None:
    journal.locked(session, opened.safe.id)
    if queries.state(session, paper.row.id) is not DocumentState.TO_SORT:
        raise AlreadySorted("document")
