"""The slip that an agent prints: a page with a small and a large sheet, and the PDF."""

from flask import redirect, render_template, url_for

from inclusion.appointments import paper
from inclusion.appointments.views import slip as shared
from inclusion.desk.queries import appointments as read
from inclusion.desk.views import bp
from inclusion.desk.views.shared import Answer
from inclusion.web import access
from inclusion.web.session import actor, reading


@bp.get("/mediation/rendez-vous/<public_id>/bordereau")
@access.agent
def slip(public_id: str) -> Answer:
    """Show the small and the large sheet, to print from the browser."""
    with reading() as session:
        one = read.ours_or_booked_here(session, public_id, actor())
    return render_template(
        "desk/slip.html",
        appointment=one,
        slip=paper.slip(one, language=one.person.language),
        has_pdf=paper.has_pdf(),
    )


@bp.get("/mediation/rendez-vous/<public_id>/bordereau.pdf")
@access.agent
def slip_pdf(public_id: str) -> Answer:
    """Give the slip as a tagged PDF, or the printable page where PDF cannot be made."""
    with reading() as session:
        one = read.ours_or_booked_here(session, public_id, actor())
    if not paper.has_pdf():
        return redirect(url_for("desk.slip", public_id=public_id), 303)
    return shared.answer(paper.slip(one, language=one.person.language))
