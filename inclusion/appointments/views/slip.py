"""The slip as a PDF, for whoever may open the appointment."""

from flask import Response, redirect, request, url_for

from inclusion.appointments import paper
from inclusion.appointments.views import bp, rights
from inclusion.appointments.views.answer import Answer
from inclusion.web import access, languages
from inclusion.web.session import reading


@bp.get("/rendez-vous/<public_id>/bordereau.pdf")
@access.public
def slip_pdf(public_id: str) -> Answer:
    """Give the slip as a tagged PDF, or the printable page where PDF cannot be made."""
    with reading() as db:
        opened = rights.opened(db, public_id)
    if not paper.has_pdf():
        return redirect(url_for("appointments.slip", public_id=public_id), 303)
    read_in = languages.current().code
    shown = paper.slip(
        opened.appointment,
        language=opened.appointment.person.language if read_in == "fr" else read_in,
        whole=opened.whole,
    )
    return answer(shown)


def answer(shown: paper.Slip) -> Response:
    """Return the PDF of a slip; `?grand=1` asks for large print."""
    response = Response(
        paper.pdf(shown, is_large="grand" in request.args), mimetype="application/pdf"
    )
    response.headers["Content-Disposition"] = 'inline; filename="rendez-vous.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
