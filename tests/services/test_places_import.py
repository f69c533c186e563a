"""The import takes every row that can be a place, and nothing of a broken file; the export."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from inclusion import migrate
from inclusion.actors import SYSTEM, Actor
from inclusion.audit.models import AuditEvent
from inclusion.db import create_engine_for, read_session
from inclusion.errors import Invalid
from inclusion.places import labels, standard
from inclusion.places.cli import cli
from inclusion.places.models import Place
from inclusion.places.queries import places
from inclusion.places.service import editing, exporting
from inclusion.places.service.importing import import_places
from inclusion.places.service.reading import LONGEST_LINE_BYTES, BrokenFile

FIXTURES = Path(__file__).parent.parent / "fixtures" / "places"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "places.csv"
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
LATER = AT + timedelta(days=30)
COMPLETE = (FIXTURES / "complete.csv").read_bytes()
MIXED = (FIXTURES / "mixed.csv").read_bytes()


def bring(session, content, at=AT):
    return import_places(session, io.BytesIO(content), actor=SYSTEM, at=at)


def counts(report):
    names = ("rows", "added", "updated", "unchanged", "refused", "complete", "incomplete", "kept")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


def all_places(session):
    return list(session.scalars(sa.select(Place).order_by(Place.source_id)))


def test_each_row_is_counted_and_each_fault_has_line_column_value_and_reason(session):
    report = bring(session, MIXED)

    assert counts(report) == {"rows": 6, "added": 3, "refused": 3, "complete": 1, "incomplete": 2}
    told = {(fault.line, fault.column, fault.value, fault.reason) for fault in report.faults}
    assert {
        (3, "pivot", "", "missing"),
        (3, "adresse", "", "missing"),
        (3, "horaires", "", "missing"),
        (3, "telephone", "", "missing"),
        (4, "horaires", "sur rendez-vous", "hours_not_understood"),
        (4, "telephone", "01 39 00 00 00", "not_a_phone"),
        (4, "services", "Réparer des vélos", "not_in_list"),
        (4, "date_maj", "15/01/2026", "not_a_date"),
        (4, "latitude", "48.9921", "half_a_point"),
        (5, "id", "", "missing"),
        (6, "code_insee", "69381", "elsewhere"),
        (7, "id", "essai-1", "doubled"),
    } <= told
    assert {fault.reason for fault in report.faults} <= set(labels.REASONS)


def test_what_is_unknown_stays_unknown(session):
    bring(session, MIXED)

    bare = all_places(session)[1]
    assert bare.name == "Bibliothèque d’essai"
    assert (bare.siret, bare.phone, bare.hours, bare.address, bare.point) == (None,) * 5
    assert (bare.services, bare.fees, bare.updated_on) == ([], [], None)


def test_the_same_file_twice_changes_nothing(session):
    bring(session, MIXED)
    before = [(place.id, place.slug, place.imported_at) for place in all_places(session)]

    report = bring(session, MIXED, LATER)

    assert counts(report)["unchanged"] == 3
    assert "updated" not in counts(report)
    after = [(place.id, place.slug, place.imported_at) for place in all_places(session)]
    assert after == before


def test_a_newer_file_updates_and_keeps_the_address_of_the_page(session):
    bring(session, COMPLETE)
    slug = all_places(session)[0].slug

    report = bring(session, COMPLETE.replace("Maison d’essai".encode(), b"Nouveau nom"), LATER)

    place = all_places(session)[0]
    assert counts(report)["updated"] == 1
    assert (place.name, place.slug, place.imported_at) == ("Nouveau nom", slug, LATER)


def test_what_an_agent_corrected_survives_the_next_import(session):
    bring(session, COMPLETE)
    place = all_places(session)[0]
    changed = editing.correct(
        session,
        place=place,
        values={"phone": "+33199000099", "name": place.name},
        actor=Actor(None, "coordinator"),
        at=AT,
    )

    report = bring(session, COMPLETE.replace(b"8 rue Neuve", b"9 rue Neuve"), LATER)

    assert changed == ["phone"]
    assert (place.phone, place.address, place.corrected) == (
        "+33199000099",
        "9 rue Neuve",
        ["phone"],
    )
    assert counts(report) == {"rows": 1, "updated": 1, "complete": 1, "kept": 1}


def test_a_correction_is_in_the_journal_without_its_values(session):
    bring(session, COMPLETE)
    place = all_places(session)[0]

    editing.correct(
        session, place=place, values={"phone": None}, actor=Actor(None, "coordinator"), at=AT
    )

    event = session.scalar(sa.select(AuditEvent).where(AuditEvent.action == "place.corrected"))
    assert (event.object_id, event.detail) == (place.id, {"fields": ["phone"]})


def test_the_identity_of_a_place_is_not_corrected(session):
    bring(session, COMPLETE)

    with pytest.raises(Invalid):
        editing.correct(
            session,
            place=all_places(session)[0],
            values={"source_id": "autre"},
            actor=SYSTEM,
            at=AT,
        )


def test_two_places_of_one_name_have_two_addresses(session):
    other = COMPLETE.replace(b"essai-1", b"essai-9").splitlines(keepends=True)[1]

    bring(session, COMPLETE + other)

    slugs = [place.slug for place in all_places(session)]
    assert slugs == ["maison-d-essai-limay", "maison-d-essai-limay-2"]


def header_without(name):
    return COMPLETE.replace(f"{name},".encode(), b"", 1)


BROKEN = {
    "empty": b"",
    "missing_columns": header_without("horaires"),
    "doubled_columns": COMPLETE.replace(b"typologie", b"commune", 1).replace(
        b"id,", b"id,typologie,", 1
    ),
    "not_utf8": COMPLETE.decode().replace("’", "'").encode("latin-1"),
    "not_text": COMPLETE + b"essai-2,\0\n",
    "endless_line": COMPLETE + b"x" * (LONGEST_LINE_BYTES + 1),
    "not_csv": COMPLETE + b'essai-2,"jamais fini\n',
    "formula": COMPLETE.replace(b"8 rue Neuve", b"=cmd|' /C calc'!A0"),
    "other_separator": COMPLETE.replace(b",", b";"),
}


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_a_broken_file_says_why_and_changes_nothing(session, kind):
    with pytest.raises(BrokenFile) as broken:
        bring(session, BROKEN[kind])

    assert broken.value.code == kind
    assert kind in labels.BROKEN
    assert all_places(session) == []


def test_a_file_with_a_byte_order_mark_and_windows_lines_is_read(session):
    content = b"\xef\xbb\xbf" + COMPLETE.replace(b"\n", b"\r\n")

    assert counts(bring(session, content)) == {"rows": 1, "added": 1, "complete": 1}


def test_a_row_with_another_number_of_cells_is_refused_alone(session):
    report = bring(session, COMPLETE + b"essai-2,trop,court\n")

    assert counts(report) == {"rows": 2, "added": 1, "refused": 1, "complete": 1}
    assert [(fault.line, fault.reason) for fault in report.faults] == [(3, "wrong_width")]


def test_a_cell_on_several_lines_counts_the_lines_of_the_file(session):
    two_lines = COMPLETE.replace(b"8 rue Neuve", b'"8 rue\nNeuve"')

    report = bring(session, two_lines + b"essai-2,trop,court\n")

    assert report.faults[0].line == 4


def test_the_export_writes_what_the_schema_takes_and_the_rest_apart(session):
    bring(session, MIXED)

    done = exporting.export(session)

    assert [row["id"] for row in done.accepted] == ["essai-1"]
    assert sorted(row["id"] for row, _faults in done.refused) == ["essai-2", "essai-3"]


def test_what_was_exported_comes_back_unchanged(session):
    bring(session, MIXED)
    text = io.StringIO()
    exporting.write_accepted(exporting.export(session).accepted, text)

    report = bring(session, text.getvalue().encode(), LATER)

    assert counts(report) == {"rows": 1, "unchanged": 1, "complete": 1}
    assert text.getvalue().splitlines()[0].split(",") == list(standard.NAMES)


def test_a_refused_row_says_its_columns_and_why(session):
    bring(session, MIXED)
    all_places(session)[1].details = "=1+1"
    session.flush()
    text = io.StringIO()

    exporting.write_refused(exporting.export(session).refused, text, reasons=labels.REASONS)

    rows = list(csv.DictReader(io.StringIO(text.getvalue())))
    assert "pivot" in rows[1]["colonnes_refusees"]
    assert "valeur absente" in rows[1]["raisons"]
    assert rows[1]["presentation_detail"] == "'=1+1"


def test_demonstration_places_are_not_exported(session):
    bring(session, COMPLETE)
    all_places(session)[0].is_demonstration = True
    session.flush()

    done = exporting.export(session)

    assert (done.accepted, done.refused) == ([], [])


def test_incomplete_places_are_listed(session):
    bring(session, MIXED)

    assert [place.source_id for place in places.incomplete(session)] == ["essai-3", "essai-2"]


@pytest.fixture
def own_settings(settings):
    engine = create_engine_for(settings.database_url)
    migrate.upgrade(engine)
    yield settings
    engine.dispose()


def test_the_command_imports_reports_and_exports(own_settings, tmp_path):
    run = CliRunner()
    report, table, rest = tmp_path / "r.json", tmp_path / "r.csv", tmp_path / "rest.csv"
    file = str(FIXTURES / "mixed.csv")

    first = run.invoke(cli, ["import", file, "--report", str(report)], obj=own_settings)
    run.invoke(cli, ["import", file, "--report", str(table)], obj=own_settings)
    out = run.invoke(cli, ["export", "--incomplete", str(rest)], obj=own_settings)

    assert first.exit_code == 0
    assert "6 lignes lues." in first.output
    assert json.loads(report.read_text())["incomplete"] == 2
    assert table.read_text().startswith("line,column,value,reason,words\n")
    assert out.stdout.startswith("id,pivot,nom,")
    assert len(out.stdout.splitlines()) == 2
    assert len(rest.read_text().splitlines()) == 3


def test_the_command_refuses_a_broken_file_with_a_sentence(own_settings, tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_bytes(BROKEN["missing_columns"])

    answer = CliRunner().invoke(cli, ["import", str(broken)], obj=own_settings)

    assert answer.exit_code == 1
    assert "Il manque des colonnes." in answer.output
    assert "Rien n’a changé." in answer.output
    with read_session(create_engine_for(own_settings.database_url)) as session:
        assert all_places(session) == []


def test_the_344_real_places_all_come_in(session):
    if not REAL.exists():
        pytest.skip("the real file of places is not on this machine")

    report = bring(session, REAL.read_bytes())

    assert counts(report) == {"rows": 344, "added": 344, "incomplete": 344}
    assert {(column, n) for column, reason, n in report.by_reason()} == {
        ("telephone", 307), ("horaires", 307), ("pivot", 301), ("date_maj", 264),
        ("services", 177), ("adresse", 8),
    }  # fmt: skip
    assert counts(bring(session, REAL.read_bytes(), LATER))["unchanged"] == 344
    done = exporting.export(session)
    assert (len(done.accepted), len(done.refused)) == (43, 301)
