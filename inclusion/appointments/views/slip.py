"""The slip, as a page to print and as a PDF, for whoever may open the appointment."""

from flask import Response, redirect, render_template, request, url_for

from inclusion.appointments import paper
from inclusion.appointments.views import bp, rights
from inclusion.appointments.views.answer import Answer
from inclusion.web import access, languages
from inclusion.web.session import reading


@bp.get("/rendez-vous/<public_id>/imprimer")
@access.public
def slip(public_id: str) -> Answer:
    """Show a small and a large sheet, to print from the browser."""
    with reading() as db:
        opened = rights.opened(db, public_id)
    return render_template(
        "appointments/slip.html",
        slip=shown(opened),
        has_pdf=paper.has_pdf(),
        **rights.shown(opened),
    )


@bp.get("/rendez-vous/<public_id>/bordereau.pdf")
@access.public
def slip_pdf(public_id: str) -> Answer:
    """Give the slip as a tagged PDF, or the printable page where PDF cannot be made."""
    with reading() as db:
        opened = rights.opened(db, public_id)
    if not paper.has_pdf():
        return redirect(url_for("appointments.slip", public_id=public_id), 303)
    return answer(shown(opened))


def shown(opened: rights.Opened) -> paper.Slip:
    """Return the slip beside French in the language being read, the person's own in French."""
    read_in = languages.current()
    return paper.slip(
        opened.appointment,
        language=(
            opened.appointment.person.language if read_in is languages.SOURCE else read_in.code
        ),
        whole=opened.whole,
    )


def answer(made: paper.Slip) -> Response:
    """Return the PDF of a slip; `?grand=1` asks for large print."""
    response = Response(
        paper.pdf(made, is_large="grand" in request.args), mimetype="application/pdf"
    )
    response.headers["Content-Disposition"] = 'inline; filename="rendez-vous.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
