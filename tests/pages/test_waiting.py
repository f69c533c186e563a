"""The waiting list: join, be offered an hour, answer; the desk's side; needs that nothing met."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts import queries as accounts
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import PENDING, Status
from inclusion.db import read_session, write_session
from inclusion.people.models import Person
from inclusion.places.models import Place
from inclusion.waiting import export
from inclusion.waiting.models import UnmetNeed, WaitingEntry, WaitingOffer
from inclusion.waiting.rules.entries import Answer, EntryState

OFFERED_TO = "100000011"


@contextmanager
def reading(app):
    with read_session(app.extensions["inclusion"].engine) as session:
        yield session


def find(app, statement):
    with reading(app) as session:
        return session.scalar(statement)


def motif(app):
    return find(app, sa.select(Reason.code).order_by(Reason.position).limit(1))


def slug(app):
    return find(
        app, sa.select(Place.slug).join(Appointment, Appointment.place_id == Place.id).limit(1)
    )


def joined(app, client, **values):
    client.visit(f"/rendez-vous/liste-attente?motif={motif(app)}&lieu={slug(app)}")
    said = {"name": "Rosa Ferreira", "phone": "06 39 98 12 01", "distance": "0"} | values
    return client.submit(**said)


def entries(app):
    with reading(app) as session:
        return session.scalars(sa.select(WaitingEntry).order_by(WaitingEntry.id.desc())).all()


def signed_in(app, identifier):
    made = app.test_client()
    made.sign_in(identifier)
    return made


# ------------------------------------------------------------------------------- joining


def test_a_stranger_joins_and_finds_their_turn_again_with_the_code(app, client):
    page = client.follow(joined(app, client))
    assert page.heading == "Votre place dans la liste"
    entry = entries(app)[0]
    assert "Elle est" not in page.main
    with reading(app) as session:
        person = session.get_one(Person, entry.person_id)
    assert (person.name, person.phone) == ("Rosa Ferreira", "+33639981201")

    other = app.test_client()
    assert other.get(f"/rendez-vous/attente/{entry.public_id}").status_code == 404
    other.visit("/rendez-vous/attente/retrouver")
    page = other.follow(other.submit(code=entry.code, name="rosa ferreira"))
    assert page.heading == "Votre place dans la liste"
    assert "caché ici" in page.main


def test_a_wrong_name_does_not_open_a_code(app, client):
    client.follow(joined(app, client))
    other = app.test_client()
    other.visit("/rendez-vous/attente/retrouver")
    answer = other.submit(code=entries(app)[0].code, name="Quelqu’un d’autre")

    assert answer.status_code == 422
    assert "ne vont pas ensemble" in " ".join(other.page.problems)


def test_a_form_sent_twice_is_one_entry(app, client):
    before = len(entries(app))
    client.visit(f"/rendez-vous/liste-attente?motif={motif(app)}&lieu={slug(app)}")
    form = client.page.form()
    for _ in range(2):
        client.submit(form, name="Rosa Ferreira", distance="0", status=303)

    assert len(entries(app)) == before + 1


def test_what_lacks_is_said_and_nothing_typed_is_lost(app, client):
    client.visit(f"/rendez-vous/liste-attente?motif={motif(app)}")
    answer = client.submit(name="", commune="Nulle-Part-les-Oies", weekdays=["0", "3"])

    assert answer.status_code == 422
    said = " ".join(client.page.problems)
    assert "Un nom a au moins une lettre" in said
    assert "Écrivez une commune" in said
    values = client.page.form().values
    assert values["commune"] == ["Nulle-Part-les-Oies"]
    assert values["weekdays"] == ["0", "3"]


def test_a_postal_code_of_several_communes_asks_which_one(app, client):
    client.visit(f"/rendez-vous/liste-attente?motif={motif(app)}")
    client.submit(name="Rosa", commune="78200", distance="10")
    assert "Choisissez une commune." in " ".join(client.page.problems)

    answer = client.submit(insee="78361", status=303)
    page = client.follow(answer)
    assert "Moins de 10" not in page.main
    assert "Mantes-la-Jolie" in page.main


def test_a_date_that_is_none_or_past_is_refused(app, client):
    joined(app, client, **{"until_on-day": "31", "until_on-month": "2", "until_on-year": "2026"})
    assert "Cette date n’existe pas" in " ".join(client.page.problems)
    client.submit(**{"until_on-day": "1", "until_on-month": "1", "until_on-year": "2026"})
    assert "Cette date est passée" in " ".join(client.page.problems)


def test_an_unknown_need_goes_back_to_the_first_question(client):
    answer = client.get("/rendez-vous/liste-attente?motif=rien")
    assert answer.status_code == 303
    assert answer.location.startswith("/rendez-vous")


def test_wishes_change_and_the_person_leaves(app, client):
    client.follow(joined(app, client))
    one = entries(app)[0].public_id
    client.visit(f"/rendez-vous/attente/{one}/souhaits")
    page = client.follow(client.submit(distance="20", moment="morning", weekdays=["1"]))
    assert "Mardi. Le matin." in page.main
    client.visit(f"/rendez-vous/attente/{one}/quitter")
    page = client.follow(client.submit())

    assert "Liste quittée" in page.main
    assert entries(app)[0].state is EntryState.LEFT
    assert client.get(f"/rendez-vous/attente/{one}/souhaits").status_code == 303


# ------------------------------------------------------------------------------- offers


@pytest.fixture
def offered(app):
    """Sign in the citizen who was offered an hour, on the page of that hour."""
    citizen = signed_in(app, OFFERED_TO)
    citizen.visit(_entry_address(app))
    return citizen


def _entry_address(app):
    public_id = find(
        app, sa.select(WaitingEntry.public_id).where(WaitingEntry.state == EntryState.OFFERED)
    )
    return f"/rendez-vous/attente/{public_id}"


def form_to(page, end):
    return next(form for form in page.forms if end in form.action)


def test_an_offer_is_accepted_once(app, offered):
    assert offered.page.heading == "Une place est gardée pour vous"
    form = form_to(offered.page, "/accepter")
    places = [offered.submit(form, status=303).location for _ in range(2)]

    assert places[0] == places[1]
    page = offered.visit(places[0])
    assert "Votre code" in page.main
    with reading(app) as session:
        entry = session.scalars(
            sa.select(WaitingEntry).where(WaitingEntry.appointment_id.is_not(None))
        ).one()
        booked = session.get_one(Appointment, entry.appointment_id)
    assert (entry.state, booked.status) == (EntryState.BOOKED, Status.SCHEDULED)


def test_an_offer_that_ended_says_so(app, offered, clock):
    until = find(app, sa.select(WaitingOffer.until_at).where(WaitingOffer.answer == "pending"))
    clock.at = until - timedelta(minutes=1)
    late = signed_in(app, OFFERED_TO)
    form = form_to(late.visit(_entry_address(app)), "/accepter")
    clock.at = until
    page = late.follow(late.submit(form))

    assert "n’est plus gardée pour vous" in page.main
    assert page.heading == "Votre place dans la liste"


def test_a_refusal_keeps_the_turn(app, offered):
    page = offered.follow(offered.submit(form_to(offered.page, "/refuser")))

    assert page.heading == "Votre place dans la liste"
    assert find(app, sa.select(WaitingOffer.answer)) is Answer.REFUSED


def test_an_offer_is_nobody_elses(app, client, as_citizen):
    address = _entry_address(app)
    for who in (client, as_citizen):
        assert who.get(address).status_code == 404
        who.visit("/rendez-vous/attente/retrouver" if who is client else "/rendez-vous/attente")


def test_an_earlier_hour_is_asked_for_from_the_appointment(app, as_citizen):
    with reading(app) as session:
        account = accounts.find_by_identifier(session, as_citizen.account["identifier"])
        one = session.scalars(
            sa.select(Appointment)
            .where(Appointment.person_id == account.person_id, Appointment.status.in_(PENDING))
            .order_by(Appointment.starts_at.desc())
        ).first()
    page = as_citizen.visit(f"/rendez-vous/{one.public_id}")
    as_citizen.visit(page.link("si une place se libère plus tôt"))
    page = as_citizen.follow(as_citizen.submit())

    assert page.heading == "Votre place dans la liste"
    assert entries(app)[0].earlier_than_id == one.id
    assert as_citizen.get(f"/rendez-vous/{one.public_id}/plus-tot").status_code == 303


# ------------------------------------------------------------------------------- the desk


def test_the_desk_sees_who_waits_offers_by_hand_and_notes_the_answer(app, as_mediator):
    page = as_mediator.visit("/mediation/attente")
    page = as_mediator.visit(page.link("Denise Marchand"))
    form = form_to(page, "/proposer")
    page = as_mediator.follow(as_mediator.submit(form, slot=_first(page)))
    assert "L’heure est gardée." in page.main
    page = as_mediator.follow(as_mediator.submit(form_to(page, "/refuser")))
    assert "Le refus est noté" in page.main
    page = as_mediator.follow(as_mediator.submit(form_to(page, "/proposer"), slot=_first(page)))
    answer = as_mediator.submit(form_to(page, "/accepter"))

    assert answer.status_code == 303
    assert as_mediator.follow(answer).heading


def _first(page):
    return page.root.find(".//input[@name='slot']").get("value")


def test_an_hour_that_is_none_is_refused(app, as_mediator):
    page = as_mediator.visit("/mediation/attente")
    page = as_mediator.visit(page.link("Denise Marchand"))
    form = form_to(page, "/proposer")
    for bad in ("", "x~y", "~20260310T0800Z"):
        answer = as_mediator.submit(form, slot=bad, status=303)
        assert "prise" in answer.location


def test_a_deadline_is_written_with_its_reason(app, as_mediator):
    page = as_mediator.visit("/mediation/attente")
    page = as_mediator.visit(page.link("Denise Marchand"))
    form = form_to(page, "/echeance")
    as_mediator.submit(form, deadline_reason="")
    assert "Écrivez pourquoi" in " ".join(as_mediator.page.problems)
    form = form_to(as_mediator.page, "/echeance")
    page = as_mediator.follow(as_mediator.submit(form, deadline_reason="Fin des droits"))

    assert "C’est noté." in page.main


def test_the_desk_adds_somebody_new_and_removes_them(app, as_mediator):
    as_mediator.visit("/mediation/attente/ajouter")
    as_mediator.submit(name="Ahmed Benali", reason="", commune="", distance="10")
    assert "Choisissez un besoin." in " ".join(as_mediator.page.problems)
    page = as_mediator.follow(
        as_mediator.submit(reason=motif(app), commune="Mantes-la-Jolie", equipment=["scanner"])
    )
    assert "Ahmed Benali" in page.heading
    page = as_mediator.follow(as_mediator.submit(form_to(page, "/retirer")))

    assert "Liste quittée" in page.main
    assert entries(app)[0].equipment == ["scanner"]


def test_another_structure_far_away_sees_nothing(app):
    stranger = signed_in(app, "200000026")
    one = next(entry for entry in entries(app) if entry.state is EntryState.WAITING)

    assert stranger.get(f"/mediation/attente/{one.public_id}").status_code == 404


# ------------------------------------------------------------------------------- unmet needs


def count(app):
    return find(app, sa.select(sa.func.count()).select_from(UnmetNeed))


def test_nothing_suits_is_counted_once_a_visit_and_leads_on(app, client):
    before = count(app)
    client.visit(f"/rendez-vous/creneaux?motif={motif(app)}&lieu={slug(app)}")
    address = f"/rendez-vous/rien-ne-convient?motif={motif(app)}&lieu={slug(app)}"
    token = client.page.form().values["csrf_token"][0]
    for _ in range(2):
        answer = client.post(address, data={"csrf_token": token})
        assert answer.location.startswith("/rendez-vous/aucun-jour")
    assert count(app) == before + 1

    page = client.visit(answer.location)
    page = client.follow(client.submit(form_to(page, "suite=liste")))
    assert page.heading == "Attendre une place"
    assert count(app) == before + 1


def test_coordinators_see_where_help_lacks(app, as_coordinator, as_mediator):
    page = as_coordinator.visit("/coordination/besoins-non-couverts")
    assert "Mantes-la-Jolie" in page.main
    answer = as_coordinator.get(page.link("Télécharger le tableau"))
    lines = answer.data.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("Besoin;Commune;")
    assert any(line.endswith(";Mantes-la-Jolie;9;4") for line in lines)
    assert as_coordinator.visit("/coordination/besoins-non-couverts?mois=n-importe").heading
    assert as_mediator.get("/coordination/besoins-non-couverts").status_code == 404


def test_an_agent_who_finds_nothing_is_counted_and_led_to_the_list(app, as_mediator):
    with write_session(app.extensions["inclusion"].engine) as session:
        session.execute(sa.update(Reason).values(duration_minutes=480, step_minutes=240))
    before = count(app)
    as_mediator.visit("/mediation/telephone")
    for _ in range(2):
        as_mediator.submit(act="slots", reason=motif(app), where="Mantes-la-Jolie")
    assert count(app) == before + 1
    page = as_mediator.visit(as_mediator.page.link("Mettre sur la liste d’attente"))

    assert page.form().values["commune"] == ["Mantes-la-Jolie"]
    assert page.form().values["reason"] == [motif(app)]


def test_the_export_tells_what_a_person_waits_for(app):
    with reading(app) as session, app.test_request_context("/"):
        account = accounts.find_by_identifier(session, OFFERED_TO)
        part = export.part(session, account.id, account.person_id)

    assert part.code == "waiting"
    row = part.rows[0]
    assert row["state"].code == "offered"
    assert len(row["offers"]) == 1
    assert set(row) == set(export.WORDS)
