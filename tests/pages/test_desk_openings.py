"""Openings at the desk: rhythm, what they serve, one day changed."""

import pytest
import sqlalchemy as sa

from inclusion.appointments.models import Opening, OpeningRule
from inclusion.appointments.rules.recurrence import Repeat
from inclusion.db import read_session
from tests.pages.test_desk_pages import ALINE, CLAIRE, engine


@pytest.fixture
def aline(app):
    client = app.test_client()
    client.sign_in(ALINE)
    return client


def newest(app):
    with read_session(engine(app)) as session:
        return session.scalars(sa.select(OpeningRule).order_by(OpeningRule.id.desc())).first()


def add(client, status=303, **said):
    client.visit("/mediation/permanences")
    form = client.page.form("Ajouter la permanence")
    values = {"weekday": "5", "starts": "14 h", "ends": "17 h", **said}
    return client.submit(form, **values, status=status)


def test_a_monthly_opening_for_some_needs_kept_for_the_telephone(app, aline):
    aline.follow(add(aline, every="n2", reasons=["caf"], release="48", school="outside"))

    made = newest(app)
    assert (made.repeats, made.nth, made.release_hours) == (Repeat.MONTHLY, 2, 48)
    assert made.offer_id is not None
    for sentence in ("Le deuxième du mois.", "Gardée pour le téléphone", "Pas pendant les vac"):
        assert sentence in aline.page.main


def test_two_openings_at_once_are_a_warning_that_the_agent_confirms(app, aline):
    aline.follow(add(aline))
    add(aline, status=409)
    assert "en même temps" in aline.page.main

    form = aline.page.form("Ajouter la permanence")
    aline.follow(aline.submit(form, seen="oui", status=303))

    assert aline.page.main.count("14\u00a0h à 17\u00a0h") == 2


def test_what_is_typed_stays_when_the_hours_make_no_sense(app, aline):
    add(aline, status=422, ends="9 h", every="n-1")

    assert "L’heure de fin doit venir après" in aline.page.main
    assert aline.page.form("Ajouter la permanence").values["every"] == ["n-1"]


def test_one_day_is_changed_cancelled_and_given_back(app, aline):
    aline.follow(add(aline))
    rule = newest(app)
    aline.visit(f"/mediation/permanences/{rule.public_id}")
    with read_session(engine(app)) as session:
        one = session.scalars(
            sa.select(Opening).where(Opening.rule_id == rule.id).order_by(Opening.starts_at)
        ).first()
    address = f"/mediation/permanences/jour/{one.public_id}"
    aline.visit(address)
    form = aline.page.form("Changer")
    aline.follow(aline.submit(form, starts="15 h", status=303))
    assert "De 15\u00a0h à 17\u00a0h" in aline.page.main
    assert "Changée" in aline.page.main
    aline.follow(aline.submit(aline.page.form("Annuler ce jour"), status=303))
    assert "Annulée" in aline.page.main
    assert "Annulée" in aline.visit(f"/mediation/permanences/{rule.public_id}").main
    aline.visit(address)
    aline.follow(aline.submit(aline.page.form("Remettre comme d’habitude"), status=303))

    assert "Annulée" not in aline.page.main


def test_an_opening_is_changed_with_what_it_already_says(app, aline):
    aline.follow(add(aline, every="2"))
    rule = newest(app)
    aline.visit(f"/mediation/permanences/{rule.public_id}/changer")
    form = aline.page.form("Changer la permanence")
    assert form.values["every"] == ["2"]
    aline.follow(aline.submit(form, ends="18 h", status=303))

    assert "14\u00a0h à 18\u00a0h" in aline.page.main


def test_another_structures_day_is_not_theirs(app, aline):
    aline.follow(add(aline))
    claire = app.test_client()
    claire.sign_in(CLAIRE)
    with read_session(engine(app)) as session:
        one = session.scalars(
            sa.select(Opening).where(Opening.rule_id == newest(app).id).limit(1)
        ).one()
    address = f"/mediation/permanences/jour/{one.public_id}"

    assert aline.get(address).status_code == 200
    assert claire.get(address).status_code == 404
    assert claire.get(f"/mediation/permanences/{newest(app).public_id}/changer").status_code == 404
