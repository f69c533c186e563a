"""Let words of papers be read or not, and look for words. The safe must be open."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from inclusion.intake.words import is_available
from inclusion.safe import labels
from inclusion.safe.forms import SearchForm
from inclusion.safe.service import words as service
from inclusion.safe.views import bp
from inclusion.safe.views.opened import custody, opened, shelf
from inclusion.web import access
from inclusion.web.session import now, reading, store, transaction

Answer = Response | str | tuple[str, int]


@bp.route("/coffre/mots", methods=["GET", "POST"])
@access.citizen
def words() -> Answer:
    """Say what reading the words means; take the person's yes, or no."""
    found = opened()
    choice = request.form.get("choice") if request.method == "POST" else None
    if choice == "yes":
        with transaction() as session:
            service.agree(session, opened=found, at=now())
    elif choice == "no":
        with transaction() as session:
            service.take_back(session, custody=custody(), opened=found, at=now())
    if choice in {"yes", "no"}:
        return redirect(url_for("safe.words"), 303)
    return render_template(
        "safe/words.html", agreed_at=found.safe.text_agreed_at, is_available=is_available()
    )


@bp.route("/coffre/chercher", methods=["GET", "POST"])
@access.citizen
def search() -> Answer:
    """Look for words in names, folders, notes and texts; the words looked for are kept nowhere."""
    found = opened()
    form, results = SearchForm(), None
    if form.validate_on_submit():
        kept = shelf(found)
        with reading() as session:
            results = service.searched(
                session, store(), [*kept.kept, *kept.to_sort], form.words.data or ""
            )
    page = render_template(
        "safe/search.html",
        form=form,
        results=results,
        is_read=found.safe.text_agreed_at is not None,
        spots=labels.SPOTS,
        icons=labels.ICONS,
    )
    return page, form.status
