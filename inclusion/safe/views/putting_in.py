"""Put papers in, name those that were kept, replace one by a newer version, add pages to it."""

from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from inclusion import wording
from inclusion.intake.taking import Incoming
from inclusion.safe import labels
from inclusion.safe.forms import DepositForm, FilesForm
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import NAME_LENGTH, Category, DocumentState
from inclusion.safe.rules.files import document_name
from inclusion.safe.service import papers as service
from inclusion.safe.views import bp, pages_of
from inclusion.safe.views.doors import Answer
from inclusion.safe.views.finding import folders, the_paper
from inclusion.safe.views.opened import custody, opened, shelf
from inclusion.safe.views.taking import Outcome, Said, grouped, put_in, put_one_in
from inclusion.safe.views.uploads import FIELD, forget_parts, sent_in_parts
from inclusion.storage import StoreAway
from inclusion.web import access, languages
from inclusion.web.forms import Form
from inclusion.web.session import now, settings, transaction
from inclusion.web.uploads import takes_several


@bp.route("/coffre/deposer", methods=["GET", "POST"])
@access.citizen
@takes_several
def deposit() -> Answer:
    """Put one or several papers in."""
    found = opened()
    with sent_in_parts(found) as parts:
        return _deposited(found, parts)


@bp.route("/coffre/ajoutes", methods=["GET", "POST"])
@access.citizen
def name_kept() -> Answer:
    """List papers just put in, with the names that we propose, and take better ones."""
    found = opened()
    kept = shelf(found)
    asked = request.args.getlist("papier")
    papers = [the_paper(kept, reference, DocumentState.KEPT) for reference in asked]
    if request.method == "POST":
        typed = [_typed(paper) for paper in papers]
        if all(_is_name(name) for name, _category in typed):
            _rename(found, papers, typed)
            return redirect(url_for("safe.index"), 303)
        return _named_page(papers, (), typed), 422
    return _named_page(papers, (), None)


@bp.route("/coffre/papier/<document>/remplacer", methods=["GET", "POST"])
@access.citizen
@takes_several
def replace(document: str) -> Answer:
    """Put in a newer version of a paper; the older one stays beside it."""
    found = opened()
    paper = the_paper(shelf(found), document, DocumentState.KEPT)
    return _newer(found, paper, adds_pages=False)


@bp.route("/coffre/papier/<document>/ajouter-une-page", methods=["GET", "POST"])
@access.citizen
@takes_several
def add_page(document: str) -> Answer:
    """Take more photos for a paper made of photos: a newer version, with all of its pages."""
    found = opened()
    paper = the_paper(shelf(found), document, DocumentState.KEPT)
    if not pages_of.is_of_photos(paper):
        return redirect(url_for("safe.show", document=document), 303)
    return _newer(found, paper, adds_pages=True)


def _deposited(found: Opened, parts: list[Incoming]) -> Answer:
    health = bool(settings().health_host)
    form = DepositForm(most=_most(), health=health, in_parts=len(parts))
    if form.validate_on_submit():
        groups = grouped([*_incoming(form), *parts], as_pages=form.pages.data)
        outcomes = put_in(found, groups, _said(form))
        if any(one.document for one in outcomes):
            forget_parts(found)
            return _told(outcomes)
        _refuse(form, outcomes)
    form.ask_again()
    page = render_template(
        "safe/deposit.html",
        form=form,
        icons=labels.ICONS,
        folders=_folders(found),
        health_host=settings().health_host,
        in_parts=request.form.getlist(FIELD) if parts else [],
    )
    return page, form.status


def _newer(found: Opened, paper: Paper, *, adds_pages: bool) -> Answer:
    form = FilesForm(most=_most())
    if form.validate_on_submit():
        given = _incoming(form)
        groups = grouped(given, as_pages=True)
        if len(groups) > 1:
            form.refuse("file", _("Choisissez un seul fichier, ou seulement des photos."))
        else:
            outcome = _renewed(found, paper, groups[0], adds_pages=adds_pages)
            if outcome.document:
                address = url_for("safe.show", document=outcome.document, nouveau="oui")
                return redirect(address, 303)
            form.refuse("file", outcome.refusal)
    page = render_template("safe/replace.html", form=form, paper=paper, adds_pages=adds_pages)
    return page, form.status


def _renewed(
    found: Opened, paper: Paper, files: Sequence[Incoming], *, adds_pages: bool
) -> Outcome:
    said = paper.metadata
    if adds_pages:
        files = [*pages_of.photos(paper), *files]
    renewed = Said(
        paper.category,
        folder=said.folder,
        note=said.note,
        expires_on=said.expires_on if adds_pages else "",
        warn_on=paper.row.expires_on if adds_pages else None,
        keeps_originals=bool(said.original_extension) and not adds_pages,
        version=said.version + 1,
    )
    return put_one_in(found, files, renewed, said.name, follows=paper)


def _folders(found: Opened) -> list[str]:
    """Return the folders to propose; none while the store is away: nothing typed is lost."""
    try:
        return folders(shelf(found))
    except StoreAway:
        return []


def _most() -> str:
    return wording.size(settings().max_upload_bytes, languages.current().code)


def _incoming(form: FilesForm) -> list[Incoming]:
    return [Incoming(cast(BinaryIO, file.stream), file.filename or "") for file in form.files]


def _said(form: DepositForm) -> Said:
    folder, note, expires_on = form.said
    return Said(
        Category(form.category.data),
        name=document_name(form.name.data or ""),
        folder=folder,
        note=note,
        expires_on=expires_on,
        warn_on=form.warn_on,
        keeps_originals=form.originals.data,
    )


def _told(outcomes: Sequence[Outcome]) -> Answer:
    """Lead to what was kept; say at once what was not, since nothing keeps it."""
    references = [one.document for one in outcomes if one.document]
    refused = [one for one in outcomes if not one.document]
    if refused:
        kept = shelf(opened())
        papers = [the_paper(kept, reference) for reference in references]
        return _named_page(papers, refused, None)
    if len(references) == 1:
        return redirect(url_for("safe.show", document=references[0], nouveau="oui"), 303)
    return redirect(url_for("safe.name_kept", papier=references), 303)


def _refuse(form: DepositForm, outcomes: Sequence[Outcome]) -> None:
    """Say why nothing was kept, with a sentence for each file."""
    if len(outcomes) == 1:
        form.refuse("file", outcomes[0].refusal)
        return
    form.refuse("file", _("Aucun de ces fichiers n’est dans le coffre."))
    form.refusals += [(form.file.id, _refused_words(one)) for one in outcomes]


def _refused_words(one: Outcome) -> Any:
    return _("« %(name)s » : %(why)s", name=one.filename or _("sans nom"), why=one.refusal)


def _typed(paper: Paper) -> tuple[str, Category]:
    name = document_name(request.form.get(f"nom-{paper.public_id}", ""))
    chosen = request.form.get(f"sorte-{paper.public_id}", "")
    is_known = chosen in labels.offered(health=bool(settings().health_host))
    return name, Category(chosen) if is_known else paper.category


def _rename(found: Opened, papers: Sequence[Paper], typed: Sequence[tuple[str, Category]]) -> None:
    with transaction() as session:
        for paper, (name, category) in zip(papers, typed, strict=True):
            if (name, category) != (paper.metadata.name, paper.category):
                service.revise(
                    session,
                    custody=custody(),
                    opened=found,
                    paper=paper,
                    at=now(),
                    warn_on=paper.row.expires_on,
                    name=name,
                    category=category.value,
                )


def _named_page(
    papers: Sequence[Paper],
    refused: Sequence[Outcome],
    typed: Sequence[tuple[str, Category]] | None,
) -> str:
    form = Form()
    if typed is not None:
        form.refusals = [
            (f"nom-{paper.public_id}", _("Écrivez un nom. Par exemple : passeport."))
            for paper, (name, _category) in zip(papers, typed, strict=True)
            if not _is_name(name)
        ]
    values = typed or [(paper.metadata.name, paper.category) for paper in papers]
    return render_template(
        "safe/name_kept.html",
        form=form,
        wrong=dict(form.refusals),
        lines=list(zip(papers, values, strict=True)),
        refused=[_refused_words(one) for one in refused],
        categories=labels.offered(health=bool(settings().health_host)),
        action=url_for("safe.name_kept", papier=[paper.public_id for paper in papers]),
    )


def _is_name(text: str) -> bool:
    return 0 < len(text) <= NAME_LENGTH
