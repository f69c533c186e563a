"""No hour suits: the person joins the list; an agent cancels; the hour is offered and taken."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

import inclusion.app  # noqa: F401 - every table is known then
from inclusion.accounts.models import Account
from inclusion.actors import SYSTEM
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import Status
from inclusion.clock import utc_now
from inclusion.db import create_engine_for, read_session, write_session
from inclusion.places.models import Place
from inclusion.waiting.queries import entries
from inclusion.waiting.service import listing, running
from tests.support.settings import settings_in

HOLDER, NAME = "100000006", "Rosa Ferreira"


@pytest.fixture
def engine(site):
    made = create_engine_for(settings_in(site.folder).database_url)
    yield made
    made.dispose()


@pytest.fixture
def taken(engine):
    """Give an hour that somebody has: its appointment, need and place; nobody else waits."""
    with write_session(engine) as session:
        for one in entries.active_entries(session):
            listing.leave(session, one.id, actor=SYSTEM, at=utc_now())
        return session.execute(
            sa.select(Appointment.public_id, Reason.code, Place.slug)
            .join(Reason, Reason.id == Appointment.reason_id)
            .join(Place, Place.id == Appointment.place_id)
            .join(Account, Account.person_id == Appointment.person_id)
            .where(Account.identifier == HOLDER, Appointment.status == Status.SCHEDULED)
        ).first()


def at_the_site(site):
    return utc_now() + timedelta(seconds=site.shift_seconds)


def code_of(engine):
    with read_session(engine) as session:
        return entries.active_entries(session)[-1].code


@pytest.mark.browser
def test_a_freed_hour_goes_to_who_waits(site, engine, keys, page, taken):
    appointment, reason, place = taken
    keys.open(f"{site.url}/rendez-vous/creneaux?motif={reason}&lieu={place}")
    keys.press("Aucun jour ne me va")
    keys.press("M’inscrire sur la liste d’attente")
    keys.write("Votre nom", NAME)
    keys.write("Votre téléphone", "06 39 98 12 01")
    keys.choose("Ce lieu seulement")
    keys.press("Entrer sur la liste")
    expect(page.get_by_text("Vous êtes la première personne de la liste.")).to_be_visible()

    keys.sign_in(site.url, site.account("mediator"))
    keys.open(f"{site.url}/mediation/rendez-vous/{appointment}")
    keys.follow("Annuler le rendez-vous")
    keys.choose("La personne")
    keys.choose("Je l’ai au téléphone")
    keys.press("Annuler le rendez-vous")
    expect(page.get_by_text("Rendez-vous annulé par Aline Garnier")).to_be_visible()
    running.run(engine, at_the_site(site))
    keys.open(f"{site.url}/mediation/attente")
    expect(page.get_by_text("À appeler")).to_be_visible()
    keys.press("Quitter le poste")
    expect(page.get_by_text("À appeler")).to_have_count(0)

    keys.open(f"{site.url}/rendez-vous/attente/retrouver")
    keys.write("Votre code", code_of(engine))
    keys.write("Votre nom", NAME)
    keys.press("Voir ma place dans la liste")
    expect(page.get_by_role("heading", level=1)).to_have_text("Une place est gardée pour vous")
    keys.press("Prendre cette place")
    expect(page.get_by_role("heading", level=1)).to_contain_text("C’est fait")
