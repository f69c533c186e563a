"""Openings and absences go out and come back as spreadsheets."""

import io

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from inclusion.appointments.cli import cli
from inclusion.appointments.models import Absence, OpeningRule
from inclusion.db import read_session
from tests.pages.test_desk_pages import ALINE, engine

PAGE = "/mediation/permanences/fichiers"


@pytest.fixture
def aline(app):
    client = app.test_client()
    client.sign_in(ALINE)
    return client


def count(app, table):
    with read_session(engine(app)) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def send(client, text, *, kind="openings", status=200):
    client.visit(PAGE)
    form = client.page.form("Ajouter ces lignes")
    file = (io.BytesIO(text.encode()), "fichier.csv")
    return client.submit(form, kind=kind, file=file, status=status)


def test_what_goes_out_comes_back_and_adds_nothing(app, aline):
    for address, kind, table in (
        ("permanences.csv", "openings", OpeningRule),
        ("absences.csv", "absences", Absence),
    ):
        before = count(app, table)
        text = aline.get(f"/mediation/permanences/{address}").get_data(as_text=True)
        assert text.count("\r\n") > 1

        send(aline, text, kind=kind)

        assert "Lignes ajoutées : 0." in aline.page.main.replace("\u00a0", " ")
        assert count(app, table) == before


def test_a_new_line_is_added_and_shown(app, aline):
    text = aline.get("/mediation/permanences/permanences.csv").get_data(as_text=True)
    line = text.split("\r\n")[1].split(";")
    line[2], line[3], line[4] = "dimanche", "16:00", "18:00"
    send(aline, f"{text}{';'.join(line)}\r\n")

    assert "Lignes ajoutées : 1." in aline.page.main.replace("\u00a0", " ")
    assert "16\u00a0h à 18\u00a0h" in aline.visit("/mediation/permanences").main


def test_one_wrong_line_and_nothing_is_added(app, aline):
    before = count(app, OpeningRule)
    text = aline.get("/mediation/permanences/permanences.csv").get_data(as_text=True)
    line = text.split("\r\n")[1].split(";")
    good = ";".join([*line[:2], "dimanche", "16:00", "18:00", *line[5:]])
    stranger = ";".join(["200000026", *line[1:]])

    send(aline, f"{text}{good}\r\n{stranger}\r\n", status=422)

    assert count(app, OpeningRule) == before
    assert "n’est pas de votre équipe" in aline.page.main


def test_something_else_than_a_table_is_refused(app, aline):
    send(aline, "\0\0\0", status=422)

    assert "n’est pas un tableau" in aline.page.main


def test_the_command_says_line_and_fault(app, tmp_path):
    file = tmp_path / "absences.csv"
    file.write_text("mediateur;debut;fin;note\n999;2026-12-24;2026-12-25;\n")

    done = CliRunner().invoke(
        cli, ["import", str(file), "--absences"], obj=app.extensions["inclusion"].settings
    )

    assert done.exit_code == 1
    assert "2: mediator" in done.output
