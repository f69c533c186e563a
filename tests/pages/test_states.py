"""States as people and agents meet them: on pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts.models import Account
from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import Status
from inclusion.audit.models import AuditEvent
from inclusion.db import read_session
from inclusion.demo.accounts import accounts
from inclusion.desk import labels as desk
from inclusion.messages import labels as messages
from inclusion.people.models import Person
from inclusion.states import export
from inclusion.states.models import FileMerge

# The demonstration: Fatoumata has an appointment with Aline, and represents Odette.
FATOUMATA, HENRI, ALINE, AMINATA = "100000006", "100000011", "200000005", "200000039"


def session_of(app):
    return read_session(app.extensions["inclusion"].engine)


def person(app, name):
    with session_of(app) as session:
        return session.scalar(sa.select(Person).where(Person.name == name))


def signed_in(app, who):
    client = app.test_client()
    client.sign_in(who)
    return client


def press(client, text, **values):
    return client.follow(client.submit(client.page.form(text), status=303, **values))


def situation(client, app, name):
    return client.visit(f"/mediation/personnes/{person(app, name).public_id}/situation")


def may_sign_in(app, who):
    client = app.test_client()
    client.visit("/connexion")
    account = next(a for a in accounts() if a["identifier"] == who)
    answer = client.submit(identifier=who, password=account["password"])
    return answer.status_code == 303


# ---------------------------------------------------------------- « Je crois qu’on m’a eu »


def test_one_press_blocks_and_says_whom_to_call(app):
    elsewhere, client = signed_in(app, FATOUMATA), signed_in(app, FATOUMATA)
    client.visit("/mon-compte")
    client.visit(client.page.link("Je crois qu’on m’a eu"))

    page = press(client, "Tout bloquer")

    assert "Votre compte est bloqué" in page.main
    for told in ("0 892 705 705", "0 805 805 817", "17cyber.gouv.fr", "116 006"):
        assert told in page.main
    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"
    assert elsewhere.visit("/mon-compte").heading == "Entrer dans mon compte"
    assert not may_sign_in(app, FATOUMATA)
    with session_of(app) as session:
        coming = (
            sa.select(Appointment).join(Appointment.person).where(Person.name == "Fatoumata Diarra")
        )
        assert Status.SCHEDULED in {one.status for one in session.scalars(coming)}


def test_whoever_is_not_signed_in_is_told_whom_to_call(client):
    page = client.visit("/on-m-a-eu")

    assert "Bloquer mon compte" in page.main
    assert "est bloqué" not in page.main


def test_one_call_does_the_same(app):
    theirs, agent = signed_in(app, FATOUMATA), signed_in(app, ALINE)
    situation(agent, app, "Fatoumata Diarra")
    agent.visit(agent.page.link("Je crois qu’on m’a eu"))

    page = press(agent, "Tout bloquer")

    assert "Bloqué" in page.main
    assert theirs.visit("/mon-compte").heading == "Entrer dans mon compte"
    agent.visit(page.link("Je crois qu’on m’a eu"))
    assert "Bloqué depuis" in agent.page.main


# ---------------------------------------------------------------- protected


def test_a_representative_acts_and_comes_back(app):
    client = signed_in(app, FATOUMATA)
    client.visit("/agir")

    page = press(client, "Agir pour Odette Charpentier")

    assert "Vous agissez pour Odette Charpentier." in page.main
    assert "Vous agissez pour" in client.visit("/rendez-vous/mes-rendez-vous").main
    assert "Aucun rendez-vous." in client.page.main
    assert "Vous agissez pour" in client.visit("/lieux").main
    for own in ("/mon-compte", "/coffre", "/mon-compte/coordonnees", "/mon-compte/on-m-a-eu"):
        assert client.visit(own).heading == "Agir pour quelqu’un", own
    client.visit("/mon-compte/adresse")
    press(client, "Garder cette adresse", kind="none", postcode="78200", commune="Mantes la jolie")
    assert person(app, "Odette Charpentier").commune == "Mantes-la-Jolie"
    assert person(app, "Fatoumata Diarra").commune is None

    press(client, "Revenir à mon compte")

    assert client.visit("/mon-compte").heading == "Mon compte"
    with session_of(app) as session:
        moved = session.scalar(sa.select(AuditEvent).where(AuditEvent.action == "person.moved"))
        account = session.scalar(sa.select(Account).where(Account.identifier == FATOUMATA))
        assert moved.actor_account_id == account.id
        assert moved.person_id == person(app, "Odette Charpentier").id


def test_acting_ends_with_the_protection(app):
    client, agent = signed_in(app, FATOUMATA), signed_in(app, ALINE)
    client.visit("/agir")
    press(client, "Agir pour Odette Charpentier")
    situation(agent, app, "Odette Charpentier")

    agent.visit(agent.page.link("Mettre fin à la protection"))
    agent.submit(agent.page.form("Mettre fin"), status=422)
    assert "une fois le papier vu" in agent.page.problems[0]
    press(agent, "Mettre fin à la protection", seen="oui")

    assert client.visit("/mon-compte").heading == "Mon compte"
    assert "Vous agissez" not in client.page.main


def test_nobody_acts_for_whom_they_do_not_represent(app):
    client = signed_in(app, HENRI)
    client.visit("/agir")
    assert "Aucun juge" in client.page.main
    token = next(form for form in client.page.forms if "csrf_token" in form.values)

    answer = client.post(
        "/agir", data={"csrf_token": token.values["csrf_token"], "guardianship": "nope"}
    )

    assert answer.status_code == 404


def test_under_tutelle_one_reads_and_the_representative_changes(app):
    agent = signed_in(app, ALINE)
    situation(agent, app, "Fatoumata Diarra")
    agent.visit(agent.page.link("Noter une protection"))
    agent.submit(agent.page.form("Noter la protection"), status=422)
    assert len(agent.page.problems) == 4
    judgment = {"judgment_on-day": "1", "judgment_on-month": "6", "judgment_on-year": "2025"}
    said = {"kind": "tutelle", "seen": "oui", "identifier": "100 000 011", **judgment}
    agent.submit(
        agent.page.form("Noter la protection"), status=422, **(said | {"identifier": "200000005"})
    )

    page = press(agent, "Noter la protection", **said)

    assert "Tutelle, par Henri Lemoine" in page.main
    client = signed_in(app, FATOUMATA)
    assert client.visit("/mon-compte").heading == "Mon compte"
    for asked in ("/mon-compte/coordonnees", "/mon-compte/adresse"):
        assert client.visit(asked).heading == "Votre représentant fait ce changement"
    assert "Henri Lemoine" in client.page.main
    assert "au comptoir, avec un agent" in client.page.main


def test_what_agents_do_to_messages_has_its_words_at_the_desk():
    assert set(messages.EVENTS) <= set(desk.ACTIONS)


# ---------------------------------------------------------------- deceased


def die(agent, app, name="Fatoumata Diarra"):
    situation(agent, app, name)
    agent.visit(agent.page.link("Noter un décès"))
    died = {"died_on-day": "1", "died_on-month": "3", "died_on-year": "2026"}
    return press(agent, "Noter le décès", known_how="relative", **died)


def test_a_death_stops_everything_and_is_taken_back_by_the_coordination(app, clock):
    theirs, agent = signed_in(app, FATOUMATA), signed_in(app, ALINE)
    theirs.visit("/mon-compte/apres-moi")
    press(theirs, "Garder cette réponse", wish="hand_to", to_whom="Awa Diarra")

    page = die(agent, app)

    assert "Personne décédée" in page.main
    assert "Awa Diarra" in page.main
    assert "Rendez-vous annulés par le décès" in page.main
    assert "C’était une erreur" not in page.main
    assert theirs.visit("/mon-compte").heading == "Entrer dans mon compte"
    assert not may_sign_in(app, FATOUMATA)
    assert "Fatoumata" not in agent.visit("/mediation").main.partition("À faire")[2]
    agent.visit(f"/mediation/personnes/{person(app, 'Fatoumata Diarra').public_id}")
    assert "Donner un rendez-vous" not in agent.page.main
    assert "Annulés" in agent.page.main
    assert "Quelqu’un, sur le site" not in agent.page.main
    coordination = signed_in(app, "coordinator")
    situation(coordination, app, "Fatoumata Diarra")
    press(coordination, "C’était une erreur")
    assert "ne sont pas repris" in coordination.page.main
    assert "Rendez-vous annulés par le décès" in coordination.page.main
    assert may_sign_in(app, FATOUMATA)


def test_a_date_to_come_is_refused(app):
    agent = signed_in(app, ALINE)
    situation(agent, app, "Fatoumata Diarra")
    agent.visit(agent.page.link("Noter un décès"))
    died = {"died_on-day": "1", "died_on-month": "4", "died_on-year": "2026"}

    agent.submit(agent.page.form("Noter le décès"), status=422, known_how="relative", **died)

    assert "ne peut pas être celle du décès" in agent.page.problems[0]


def test_a_directive_is_changed_and_withdrawn(as_citizen):
    as_citizen.visit("/mon-compte/apres-moi")
    as_citizen.submit(wish="hand_to", status=422)
    press(as_citizen, "Garder cette réponse", wish="erase")
    assert "C’est noté." in as_citizen.page.main

    press(as_citizen, "Retirer ma réponse")

    assert "Retirer ma réponse" not in as_citizen.page.main


# ---------------------------------------------------------------- hidden contact


def change_discretion(agent, text):
    agent.visit(agent.page.link(text))
    agent.submit(agent.page.form(text), status=422)
    return press(agent, text, asked="oui")


def test_agents_see_the_mark_and_the_journal_of_the_person_does_not_tell(app):
    client, agent = signed_in(app, FATOUMATA), signed_in(app, ALINE)
    client.visit("/mon-compte/discretion")
    press(client, "Demander la discrétion")
    assert "En place" in client.page.main
    reference = person(app, "Fatoumata Diarra").public_id

    for asked in (
        f"/mediation/personnes/{reference}",
        f"/mediation/telephone?personne={reference}",
    ):
        assert "Voir la personne seule" in agent.visit(asked).html, asked
    assert "Voir la personne seule" in situation(agent, app, "Fatoumata Diarra").main
    client.visit("/mon-compte/historique")
    assert "seule" not in client.page.main
    assert "iscrétion" not in client.page.main
    change_discretion(agent, "Lever la discrétion")
    assert not person(app, "Fatoumata Diarra").hidden_contact


def test_the_mark_is_on_the_board(app, clock):
    with session_of(app) as session:
        found = session.scalar(
            sa.select(Appointment)
            .join(Appointment.person)
            .where(
                Person.name == "Fatoumata Diarra",
                Appointment.status == Status.SCHEDULED,
                Appointment.starts_at > clock(),
            )
        )
    agent = signed_in(app, ALINE)
    situation(agent, app, "Fatoumata Diarra")
    change_discretion(agent, "Mettre la discrétion")
    clock.at = found.starts_at - timedelta(minutes=5)

    assert "Voir la personne seule" in signed_in(app, ALINE).visit("/mediation").html


# ---------------------------------------------------------------- moving house


def test_an_address_that_nobody_told_is_unknown_and_the_form_speaks_to_the_agent(app):
    agent = signed_in(app, ALINE)
    assert "Adresse inconnue" in situation(agent, app, "Odette Charpentier").main

    agent.visit(agent.page.link("La personne a déménagé"))
    assert "Chez elle" in agent.page.main
    assert "Chez moi" not in agent.page.main
    assert "j’habite" not in agent.page.main
    press(agent, "Noter le déménagement", kind="none")

    assert "Sans adresse fixe" in situation(agent, app, "Odette Charpentier").main


def test_a_move_hands_the_file_on_and_the_new_structure_takes_it(app):
    agent, there = signed_in(app, ALINE), signed_in(app, AMINATA)
    reference = person(app, "Fatoumata Diarra").public_id
    assert there.get(f"/mediation/personnes/{reference}/situation").status_code == 404
    agent.visit(f"/mediation/personnes/{reference}/demenagement")
    agent.submit(agent.page.form("Noter le déménagement"), kind="home", status=422)
    said = {"kind": "care_of", "line": "chez Awa, 3 rue du Port", "postcode": "92000"}

    page = press(agent, "Noter le déménagement", commune="Nanterre", **said)

    assert "Les rendez-vous restent" in page.main
    assert "km" in page.main
    assert "Noter le déménagement" not in page.main
    agent.visit(page.link("Continuer"))
    assert "Chez Awa, 3 rue du Port, 92000 Nanterre" in agent.page.main
    assert "Chez quelqu’un" not in agent.page.main
    there.visit("/mediation/dossiers-transmis")
    there.visit(there.page.link("Fatoumata Diarra"))
    press(there, "Noter que le dossier est reçu")
    assert "Aucun dossier" in there.visit("/mediation/dossiers-transmis").main


def test_moving_by_oneself_keeps_the_appointments(as_citizen):
    as_citizen.visit("/mon-compte/adresse")
    said = {"kind": "home", "line": "3 rue du Port", "postcode": "92000"}
    as_citizen.submit(status=422, commune="Versailles", **said)
    assert "ne vont pas ensemble" in as_citizen.page.problems[0]
    as_citizen.submit(status=422, commune="Versailles", **(said | {"postcode": "99999"}))
    assert "n’existe pas" in as_citizen.page.problems[0]
    as_citizen.submit(status=422, commune="Versailles", **(said | {"postcode": "780"}))
    assert "5 chiffres" in as_citizen.page.problems[0].replace("\u00a0", " ")

    page = press(as_citizen, "Garder cette adresse", commune="nanterre", **said)

    assert "Ces rendez-vous restent" in page.main
    assert "transmis à Maison du numérique de Nanterre" in page.main


# ---------------------------------------------------------------- two files


def merge_of(app):
    with session_of(app) as session:
        return session.scalar(sa.select(FileMerge.public_id))


def test_two_files_are_compared_merged_with_proof_and_separated(app):
    agent = signed_in(app, ALINE)
    situation(agent, app, "Josette Marchand")
    press(agent, "Comparer les deux dossiers")
    assert agent.page.url.endswith(merge_of(app))
    agent.submit(agent.page.form("Réunir"), kept_proved="oui", status=422)
    assert len(agent.page.problems) == 1

    page = press(agent, "Réunir", kept_proved="oui", merged_proved="oui")

    assert "sont réunis" in page.main
    other = person(app, "MARCHAND Josette")
    assert agent.get(f"/mediation/personnes/{other.public_id}/situation").status_code == 404
    agent.visit(f"/mediation/rapprochements/{merge_of(app)}")
    press(agent, "Séparer les dossiers")
    assert "sont séparés" in agent.page.main
    assert agent.get(f"/mediation/personnes/{other.public_id}/situation").status_code == 200


def test_after_thirty_days_two_files_stay_one(app, clock):
    agent = signed_in(app, ALINE)
    agent.visit(f"/mediation/rapprochements/{merge_of(app)}")
    press(agent, "Réunir", kept_proved="oui", merged_proved="oui")
    clock.at = clock() + timedelta(days=31)
    agent = signed_in(app, ALINE)

    page = agent.visit(f"/mediation/rapprochements/{merge_of(app)}")

    assert "Les 30\u00a0jours sont passés" in page.main


def test_two_people_stay_two(app):
    agent = signed_in(app, ALINE)
    agent.visit(f"/mediation/rapprochements/{merge_of(app)}")

    page = press(agent, "Ce sont deux personnes")

    assert "Rien n’a changé" in page.main


@pytest.mark.parametrize("kind", ["situation", "deces", "demenagement", "on-m-a-eu", "protection"])
def test_another_structure_s_person_does_not_exist(app, kind):
    agent = signed_in(app, AMINATA)
    reference = person(app, "Odette Charpentier").public_id

    assert agent.get(f"/mediation/personnes/{reference}/{kind}").status_code == 404
    assert agent.get(f"/mediation/rapprochements/{merge_of(app)}").status_code == 404


def test_the_export_tells_who_protects_and_whom_one_represents(app):
    with session_of(app) as session:
        account = session.scalar(sa.select(Account).where(Account.identifier == FATOUMATA))

        part = export.part(session, account.id, account.person_id)

    assert [row["represents"] for row in part.rows] == ["Odette Charpentier"]


def test_every_act_has_its_words_at_the_desk(app):
    """The journal of a person shows no code, whatever was done to them."""
    agent = signed_in(app, ALINE)
    situation(agent, app, "Josette Marchand")
    change_discretion(agent, "Mettre la discrétion")
    agent.visit(agent.page.link("La personne a déménagé"))
    press(agent, "Noter le déménagement", kind="none", postcode="92000", commune="Nanterre")
    situation(agent, app, "Josette Marchand")
    agent.visit(agent.page.link("Noter ses volontés"))
    press(agent, "Noter ces volontés", wish="keep")
    agent.visit(f"/mediation/rapprochements/{merge_of(app)}")
    press(agent, "Réunir", kept_proved="oui", merged_proved="oui")
    agent.visit(f"/mediation/rapprochements/{merge_of(app)}")
    press(agent, "Séparer les dossiers")
    die(agent, app, "Josette Marchand")

    agent.visit(f"/mediation/personnes/{person(app, 'Josette Marchand').public_id}")

    journal = agent.page.main.partition("Ce qui a été fait")[2]
    for told in ("Décès noté", "Dossiers séparés", "Dossiers réunis", "Volontés notées"):
        assert told in journal
    for code in ("person.", "merge.", "directive.", "guardianship."):
        assert code not in journal
