"""A person books, comes back, moves and cancels: what each page says and refuses."""

import re
from datetime import date, timedelta

import icalendar
import pytest
import recurring_ical_events
import sqlalchemy as sa

from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import Status
from inclusion.db import read_session
from inclusion.people.models import Person
from tests.support.html import words as text_of
from tests.support.weight import BUDGETS, weigh

STAMP = re.compile(r'value="(\d{8}T\d{4}Z)"')
REASON = "caf"


def choose_place(client, commune="Mantes-la-Jolie"):
    client.visit("/rendez-vous")
    page = client.follow(client.submit(reason=REASON, status=303))
    client.submit(page.form("Chercher"), commune=commune, status=200)
    return client.visit(client.page.link("Choisir ce lieu"))


def choose_hour(client, index=-1):
    page = choose_place(client)
    hour = STAMP.findall(page.html)[index]
    return client.follow(client.submit(slot=hour, status=303))


def answer(client, **values):
    return client.follow(client.submit(status=303, **values))


def reach_check(client, *, name="Awa Diop", index=-1):
    choose_hour(client, index)
    answer(client, company="alone")
    answer(client, name=name)
    answer(client, interpreter="fr")
    return answer(client, channel="spoken")


def book(client, **values):
    reach_check(client, **values)
    return client.follow(client.submit(client.page.form("Confirmer"), status=303))


def code_on(page):
    return re.search(r"\d\d \d\d \d\d \d\d", page.main).group(0)


def reference_of(page):
    return page.url.rstrip("/").rpartition("/")[2]


def rows(app, statement):
    with read_session(app.extensions["inclusion"].engine) as session:
        return session.execute(statement).all()


def test_a_person_books_without_an_account(client, app):
    page = book(client)

    assert page.heading == "C’est fait. Votre rendez-vous est pris."
    assert "Un RIB" in page.main
    assert "Demandez" in page.main
    [(appointment, name)] = rows(
        app,
        sa.select(Appointment, Person.name)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.public_id == reference_of(page)),
    )
    assert name == "Awa Diop"
    assert appointment.status is Status.SCHEDULED


def test_the_check_page_says_everything_and_keeps_to_its_budget(client):
    page = reach_check(client)

    for words in ("La CAF", "Awa Diop", "Français", "Un code à noter", "Pendant 45\u00a0minutes"):
        assert words in page.main
    size, requests = BUDGETS["journey"]
    weight = weigh(client, page.url)
    assert weight.size_bytes <= size
    assert weight.requests <= requests


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_check_page_speaks_every_language(client, language):
    url = reach_check(client).url

    page = client.visit(f"/{language}{url}")

    assert page.root.get("lang") == language
    assert "Relisez" not in page.main


def test_a_link_of_the_check_page_changes_one_answer_and_comes_back(client):
    page = reach_check(client)

    client.visit(page.link("la langue"))
    page = answer(client, interpreter="snk")

    assert page.heading == "Relisez avant de confirmer"
    assert "Soninké" in page.main


def test_somebody_else_is_named_and_counted(client):
    choose_hour(client)
    page = answer(client, company="someone_else")
    assert page.heading == "Quel est le nom de cette personne\u00a0?"
    answer(client, name="Boubacar Diop")
    page = answer(client, people="3")
    answer(client, interpreter="ar")
    page = answer(client, channel="printed")

    assert "Boubacar Diop" in page.main
    assert "3 personnes" in page.main


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("company", None, "Choisissez qui vient. Par exemple\u00a0: Moi."),
        ("company", "nobody", "Choisissez qui vient. Par exemple\u00a0: Moi."),
    ],
)
def test_a_question_without_an_answer_is_asked_again(client, field, value, sentence):
    choose_hour(client)

    client.submit(status=422, **{field: value})

    assert client.page.problems == [sentence]
    assert client.page.title.startswith("Erreur\u00a0: ")


def test_a_reason_is_needed(client):
    client.visit("/rendez-vous")

    client.submit(reason=None, status=422)

    assert client.page.problems[0].startswith("Choisissez une ligne.")


def test_an_hour_is_needed_and_none_is_chosen_beforehand(client):
    page = choose_place(client)
    assert "checked" not in page.html

    client.submit(slot=None, status=422)

    assert client.page.problems == ["Choisissez une heure dans la liste."]


def test_the_full_name_of_an_hour_says_day_hour_and_place(client):
    page = choose_place(client)

    labels = re.findall(r'<label for="slot-\d+"><span class="vh">([^<]+)</span>', page.html)

    assert labels
    for label in labels:
        assert re.match(r"[A-Z][a-z]+ \d+(er)?\s[a-zéû]+ à \d+\sh(\s\d\d)?, .", label), label


def test_other_days_are_one_link_away(client):
    page = choose_place(client)
    first = STAMP.findall(page.html)

    page = client.visit(page.link("Voir d’autres jours"))

    assert min(STAMP.findall(page.html)) > max(first)
    assert "Revenir aux premiers jours" in page.links


def test_a_shared_postal_code_asks_which_commune(client):
    page = client.visit(f"/rendez-vous/ou?motif={REASON}&commune=78550")

    assert "Quelle commune\u00a0?" in page.main
    page = client.visit(page.link("Houdan"))
    assert "Quelle commune\u00a0?" not in page.main


def test_an_unknown_commune_says_what_to_try(client):
    page = client.visit(f"/rendez-vous/ou?motif={REASON}&commune=Trifouilly-les-Oies")

    assert "Nous ne trouvons pas cette commune." in page.main


def test_no_day_that_suits_is_not_a_dead_end(client):
    page = choose_place(client)

    button = page.root.find(".//button[@formaction]")
    assert text_of(button) == "Aucun jour ne me va"
    sent = client.post(button.get("formaction"), data=page.form().values)
    page = client.follow(sent)

    assert "01 99 00 78 92" in page.main
    assert any("Choisir ce lieu" in name for name in page.links)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/rendez-vous/ou", "/rendez-vous"),
        ("/rendez-vous/ou?motif=rien", "/rendez-vous"),
        ("/rendez-vous/creneaux?motif=caf", "/rendez-vous/ou"),
        ("/rendez-vous/creneaux?motif=caf&lieu=nulle-part", "/rendez-vous/ou"),
        ("/rendez-vous/verifier", "/rendez-vous"),
        ("/rendez-vous/qui-vient?motif=caf&lieu=x&heure=hier", "/rendez-vous/creneaux"),
    ],
)
def test_an_incomplete_address_goes_back_to_the_step_that_lacks(client, url, path):
    response = client.get(url)

    assert response.status_code == 303
    assert response.location.partition("?")[0] == path


def test_a_place_chosen_first_goes_straight_to_its_hours(client):
    slug = re.search(r"lieu=([^&]+)", choose_place(client).url).group(1)
    client.visit(f"/rendez-vous?lieu={slug}")

    response = client.submit(reason=REASON, status=303)

    assert response.location.startswith("/rendez-vous/creneaux")


def test_an_hour_taken_meanwhile_offers_three_others_and_keeps_the_answers(app, client):
    reach_check(client)
    form, url = client.page.form("Confirmer"), client.page.url
    hour = re.search(r"heure=(\w+)", url).group(1)
    slug = re.search(r"lieu=([^&]+)", url).group(1)
    let_go(app)
    take(app, slug, hour)

    client.submit(form, status=409)

    assert client.page.heading == "Quelqu’un vient de prendre cette heure"
    others = [name for name in client.page.links if name.startswith(days())]
    assert len(others) == 3
    page = client.visit(client.page.link(others[0]))
    assert "Awa Diop" in page.main
    assert client.submit(page.form("Confirmer")).status_code == 303


def let_go(app):
    """Let every hour that is kept for a form be free again, as after ten minutes."""
    engine = app.extensions["inclusion"].engine
    with engine.execution_options(inclusion_writes=True).begin() as connection:
        connection.execute(sa.delete(Appointment).where(Appointment.status == "held"))


def test_an_hour_is_kept_while_the_form_is_filled(app, client, clock):
    reach_check(client)
    assert "Cette heure est gardée pour vous jusqu’à" in client.page.main
    form, url = client.page.form("Confirmer"), client.page.url
    held = rows(app, sa.select(Appointment.public_id).where(Appointment.hold_kind == "form"))
    assert len(held) == 1

    take(app, re.search(r"lieu=([^&]+)", url).group(1), re.search(r"heure=(\w+)", url).group(1))

    client.follow(client.submit(form, status=303))
    assert held[0][0] in client.page.url, "the hold itself became the appointment"


def test_another_choice_lets_go_of_the_first(app, client):
    choose_hour(client, -1)
    choose_hour(client, -2)

    held = rows(app, sa.select(Appointment.public_id).where(Appointment.hold_kind == "form"))
    assert len(held) == 1


def test_looking_keeps_nothing(app, client):
    choose_place(client)

    held = rows(app, sa.select(Appointment.public_id).where(Appointment.hold_kind == "form"))
    assert held == []


def days():
    return ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi")


def take(app, slug, hour):
    """Let other people take an hour, one after the other, until nobody can receive any more."""
    for _ in range(9):
        other = app.test_client()
        query = f"motif={REASON}&lieu={slug}&heure={hour}"
        other.visit(f"/rendez-vous/qui-vient?{query}")
        answer(other, company="alone")
        answer(other, name="Quelqu’un")
        answer(other, interpreter="fr")
        answer(other, channel="spoken")
        if other.submit(other.page.form("Confirmer")).status_code == 409:
            return


def test_the_same_form_sent_twice_makes_one_appointment(client, app):
    reach_check(client)
    form = client.page.form("Confirmer")

    first = client.submit(form, status=303)
    second = client.submit(form, status=303)

    assert first.location == second.location
    count = rows(app, sa.select(sa.func.count()).where(Person.name == "Awa Diop"))
    assert count == [(1,)]


def test_a_stranger_finds_nothing(client, app):
    reference = reference_of(book(client))
    stranger = app.test_client()

    for address in ("", "/imprimer", "/changer", "/annuler", "/agenda.ics"):
        assert stranger.get(f"/rendez-vous/{reference}{address}").status_code == 404
    assert stranger.get(f"/rendez-vous/c-est-fait/{reference}").status_code == 404


def test_the_code_and_the_name_open_hour_and_place_but_not_the_reason(client, app):
    page = book(client)
    code, place = code_on(page), page.main
    other = app.test_client()
    other.visit("/rendez-vous/retrouver")

    page = other.follow(other.submit(code=code, name="diop AWA", status=303))

    assert code in page.main
    assert "RIB" not in page.main
    assert "CAF" not in page.main
    assert page.main.split("Votre code")[0].split()[-1] in place
    for address in ("/imprimer", "/changer", "/annuler"):
        seen = other.visit(f"/rendez-vous/{reference_of(page)}{address}")
        assert "RIB" not in seen.main


def test_a_wrong_name_and_a_wrong_code_get_the_same_answer(client, app):
    code = code_on(book(client))
    answers = []
    for typed in ({"code": code, "name": "Martin"}, {"code": "10 11 12 13", "name": "Diop"}):
        other = app.test_client()
        other.visit("/rendez-vous/retrouver")
        other.submit(status=422, **typed)
        answers.append(other.page.problems)

    assert answers[0] == answers[1]


def test_guessing_is_slowed_down(client, app):
    code = code_on(book(client))
    other = app.test_client()
    for guess in range(5):
        other.visit("/rendez-vous/retrouver")
        other.submit(code=code, name=f"Essai{guess}", status=422)
    other.visit("/rendez-vous/retrouver")

    response = other.submit(code=code, name="Diop")

    assert response.status_code == 429


def test_a_right_given_by_a_code_ends(client, app, clock):
    page = book(client)
    other = app.test_client()
    other.visit("/rendez-vous/retrouver")
    other.follow(other.submit(code=code_on(page), name="Diop", status=303))

    clock.advance(timedelta(minutes=31))

    assert other.get(f"/rendez-vous/{reference_of(page)}").status_code == 404


def test_the_appointment_moves_and_its_code_stays(client):
    page = book(client)
    code, old = code_on(page), reference_of(page)

    page = client.visit(page.link("Changer le jour"))
    hour = STAMP.findall(page.html)[0]
    page = client.follow(client.submit(slot=hour, status=303))

    assert page.heading == "C’est fait. Votre rendez-vous est changé."
    assert code_on(page) == code
    response = client.get(f"/rendez-vous/{old}")
    assert response.status_code == 303
    assert response.location.endswith(reference_of(page))


def test_the_appointment_is_cancelled_after_a_question(client, app):
    page = book(client)
    reference = reference_of(page)

    page = client.visit(page.link("Annuler le rendez-vous"))
    assert page.heading == "Annuler ce rendez-vous\u00a0?"
    page = client.follow(client.submit(page.form("Annuler"), status=303))

    assert "Annulé" in page.main
    assert client.get(f"/rendez-vous/{reference}/annuler").status_code == 303
    [(status,)] = rows(app, sa.select(Appointment.status).where(Appointment.public_id == reference))
    assert status is Status.CANCELLED_BY_PERSON


def test_the_last_hours_are_for_the_telephone(client, clock, app):
    page = book(client)
    [(starts_at,)] = rows(
        app,
        sa.select(Appointment.starts_at).where(Appointment.public_id == reference_of(page)),
    )
    code = code_on(page)
    clock.advance(starts_at - clock() - timedelta(hours=3))
    client.visit("/rendez-vous/retrouver")

    page = client.follow(client.submit(code=code, name="Diop", status=303))

    assert "appelez le 01 99 00 78 92" in page.main
    assert "Annuler le rendez-vous" not in page.links


def test_the_calendar_file_is_read_by_another_reader(client):
    page = book(client)
    response = client.get(f"/rendez-vous/{reference_of(page)}/agenda.ics")
    calendar = icalendar.Calendar.from_ical(response.data)

    [event] = recurring_ical_events.of(calendar).between(date(2026, 3, 1), date(2026, 6, 1))

    assert response.mimetype == "text/calendar"
    assert str(event["SUMMARY"]).startswith("Rendez-vous")
    assert "CAF" not in response.text
    assert event.end - event.start == timedelta(minutes=45)
    assert event.alarms.times[0].trigger == event.start - timedelta(days=1)


def test_a_citizen_signed_in_is_not_asked_their_name(as_citizen):
    choose_hour(as_citizen)
    page = answer(as_citizen, company="alone")
    assert page.heading == "Faut-il quelqu’un qui parle une autre langue\u00a0?"
    answer(as_citizen, interpreter="fr")
    page = answer(as_citizen, channel="printed")
    assert as_citizen.account["name"] in page.main
    done = as_citizen.follow(as_citizen.submit(page.form("Confirmer"), status=303))

    mine = as_citizen.visit("/rendez-vous/mes-rendez-vous")

    assert f"/rendez-vous/{reference_of(done)}" in mine.links.values()


def test_a_citizen_sees_no_appointment_of_another(as_citizen, app):
    mine = as_citizen.visit("/rendez-vous/mes-rendez-vous")
    address = next(
        url for url in mine.links.values() if re.fullmatch(r"/rendez-vous/[a-z0-9]{16}", url)
    )
    other = app.test_client()
    other.sign_in("100000022")

    assert other.get(address).status_code == 404


def test_a_reason_kept_for_agents_is_not_offered(client, app):
    engine = app.extensions["inclusion"].engine
    with engine.execution_options(inclusion_writes=True).begin() as connection:
        connection.execute(
            sa.update(Reason).where(Reason.code == REASON).values(bookable_by="agents")
        )

    page = client.visit("/rendez-vous")

    assert "La CAF" not in page.main
    assert client.get(f"/rendez-vous/ou?motif={REASON}").status_code == 303
