"""The list of the papers of an open safe: by sort, by folder, what ends soon."""

from collections import Counter
from typing import Any

from flask import render_template, request, url_for

from inclusion.clock import paris_today
from inclusion.intake.rules import NOTEBOOK
from inclusion.safe import labels
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Category
from inclusion.safe.rules.listing import Ending, ending, part
from inclusion.safe.service.shelves import Shelf
from inclusion.safe.views.finding import folders
from inclusion.safe.views.opened import room
from inclusion.web.session import now

PER_PAGE = 20


def page(found: Opened, kept: Shelf, **more: Any) -> str:
    """Draw the papers of an open safe, those asked for; `more` goes to the template."""
    papers = [paper for paper in kept.kept if paper.kind not in NOTEBOOK]
    all_folders = folders(kept)
    category, folder = _asked(all_folders)
    chosen = [paper for paper in papers if _is_asked(paper, category, folder)]
    endings = _endings(papers)
    if category is None and folder is None:
        chosen.sort(key=lambda paper: paper.public_id not in endings)  # what ends, first
    number = request.args.get("page", 1, type=int)
    return render_template(
        "safe/index.html",
        shelf=kept,
        papers=papers,
        room=labels.room(room(found)),
        page=part(chosen, number=number, per_page=PER_PAGE),
        page_url=lambda wanted: _url(category, folder, all_folders, page=wanted),
        category=category,
        folder=folder,
        folders=list(enumerate(all_folders, start=1)),
        present=_present(papers),
        endings=endings,
        ending_words=labels.ENDINGS,
        closes_at=found.closes_at,
        categories=labels.CATEGORIES,
        icons=labels.ICONS,
        **more,
    )


def _asked(all_folders: list[str]) -> tuple[Category | None, str | None]:
    """Return the sort or the folder asked for; a folder by its number: no address names it."""
    text, number = request.args.get("sorte", ""), request.args.get("dossier", 0, type=int)
    if text in Category.__members__.values():
        return Category(text), None
    if 1 <= number <= len(all_folders):
        return None, all_folders[number - 1]
    return None, None


def _is_asked(paper: Paper, category: Category | None, folder: str | None) -> bool:
    if category is not None:
        return paper.category is category
    return folder is None or paper.metadata.folder == folder


def _present(papers: list[Paper]) -> list[tuple[Category, int]]:
    """Return the sorts that hold papers, in their usual order, with how many."""
    counts = Counter(paper.category for paper in papers)
    return [(category, counts[category]) for category in Category if counts[category]]


def _endings(papers: list[Paper]) -> dict[str, Ending]:
    today = paris_today(now())
    found = {paper.public_id: ending(paper.metadata.expires_on, today=today) for paper in papers}
    return {reference: where for reference, where in found.items() if where is not None}


def _url(category: Category | None, folder: str | None, all_folders: list[str], **more: Any) -> str:
    if category is not None:
        more["sorte"] = category.value
    if folder is not None:
        more["dossier"] = all_folders.index(folder) + 1
    return url_for("safe.index", **more)
