"""Where help lacks: for coordinators, by need and commune, on screen and as a file."""

import csv
import io
from datetime import date, timedelta

from flask import Response, render_template, request

from inclusion.appointments.views.answer import Answer
from inclusion.clock import paris_today
from inclusion.waiting.labels.agent import COLUMNS
from inclusion.waiting.queries import coverage as read
from inclusion.waiting.views import bp
from inclusion.web import access
from inclusion.web.languages import text_in
from inclusion.web.session import now, reading

ROLES = ("coordinator", "administrator")


@bp.get("/coordination/besoins-non-couverts")
@access.role(*ROLES)
def coverage() -> Answer:
    """Show the needs that nothing met in a month, and how long people wait today."""
    month = _month()
    with reading() as db:
        rows, waits = read.unmet(db, month), read.waits(db, now())
    before = (month - timedelta(days=1)).replace(day=1)
    after = (month + timedelta(days=32)).replace(day=1)
    last = after - timedelta(days=1)
    return render_template(
        "waiting/coverage.html",
        month=month,
        before=before,
        last=last,
        after=after if after <= paris_today(now()) else None,
        rows=rows,
        waits=waits,
        columns=COLUMNS,
    )


@bp.get("/coordination/besoins-non-couverts.csv")
@access.role(*ROLES)
def coverage_csv() -> Answer:
    """Give the same table as a file that spreadsheets open."""
    month = _month()
    with reading() as db:
        rows = read.unmet(db, month)
        lines = [(text_in(one.reason.names), one.commune, one.alone, one.assisted) for one in rows]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(column) for column in COLUMNS])
    writer.writerows(lines)
    name = f"besoins-non-couverts-{month:%Y-%m}.csv"
    return Response(
        text.getvalue().encode("utf-8-sig"),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _month() -> date:
    try:
        return date.fromisoformat(request.args.get("mois", "") + "-01")
    except ValueError:
        return paris_today(now()).replace(day=1)
