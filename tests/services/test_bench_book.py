"""`inclusion bench book` on a short run: no hour is given twice, everybody gets an answer."""

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from inclusion.appointments.models import Appointment
from inclusion.bench.book import book, unchosen_overlaps
from inclusion.db import create_engine_for, write_session

pytestmark = pytest.mark.race


def test_many_people_and_agents_on_few_hours(databases, dialect, monkeypatch, tmp_path):
    monkeypatch.setenv("INCLUSION_VAR_DIR", str(tmp_path))
    url = databases.empty_url(dialect)
    arguments = ["--people", "8", "--agents", "2", "--seconds", "3", "--mediators", "2"]

    done = CliRunner().invoke(book, [*arguments, "--database", url])

    assert done.exit_code == 0, done.output
    assert "overlaps nobody chose          0" in done.output
    engine = create_engine_for(url)
    with write_session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Appointment)) > 20
    assert unchosen_overlaps(engine) == 0
    plant_an_overlap(engine)
    assert unchosen_overlaps(engine) == 1, "the count itself must see one"
    engine.dispose()


def plant_an_overlap(engine):
    """Write what the database refuses, with its guards taken away."""
    with write_session(engine) as session:
        if engine.dialect.name == "sqlite":
            session.execute(sa.text("DROP TRIGGER appointment_overlap_insert"))
        else:
            session.execute(sa.text("ALTER TABLE appointment DROP CONSTRAINT appointment_overlap"))
            session.execute(sa.text("DROP TRIGGER appointment_overlap ON appointment"))
        one = session.scalars(
            sa.select(Appointment)
            .where(Appointment.status == "scheduled", Appointment.overlap_reason == "")
            .limit(1)
        ).one()
        table = Appointment.__table__
        values = {
            column.name: getattr(one, column.key)
            for column in table.columns
            if column.name not in ("id", "public_id", "code", "idempotency_key")
        }
        session.execute(table.insert().values(values | {"public_id": "twin", "code": "99999999"}))
