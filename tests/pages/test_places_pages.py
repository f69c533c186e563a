"""The directory as people read it: search, a place, and what agents correct."""

import pytest
import sqlalchemy as sa

from inclusion.db import write_session
from inclusion.places.models import Place
from tests.support.weight import BUDGETS, weigh

LIMAY = "/lieux/maison-du-numerique-de-limay-demonstration"
BARE = "/lieux/aide-numerique-de-bonnieres-demonstration-bonnieres-sur-seine"
NB = "\u00a0"


def change(app, slug, **values):
    with write_session(app.extensions["inclusion"].engine) as session:
        session.execute(sa.update(Place).where(Place.slug == slug).values(**values))


def test_a_commune_typed_by_hand_gives_the_nearest_places_first(client):
    page = client.visit("/lieux?ou=mantes la jolie")

    assert "près de Mantes-la-Jolie" in page.heading
    nearest = page.main.index("Maison du numérique du Mantois")
    assert nearest < page.main.index("Maison du numérique de Limay")
    assert f"À 100{NB}m" in page.main


def test_the_form_finds_again(client):
    client.visit("/lieux")

    client.submit(client.page.form("Chercher"), ou="Poissy", status=200)

    assert "près de Poissy" in client.page.heading


def test_a_shared_postal_code_asks_which_commune(client):
    page = client.visit("/lieux?ou=78270")

    assert page.heading == f"Quelle commune{NB}?"
    chosen = client.visit(page.link("Bonnières-sur-Seine"))
    assert "près de Bonnières-sur-Seine" in chosen.heading


def test_an_unknown_commune_is_said_with_what_to_do(client):
    page = client.visit("/lieux?ou=Atlantide")

    assert "Nous ne trouvons pas cette commune." in page.main
    assert "Atlantide" in page.html


@pytest.mark.parametrize(
    "query",
    [
        "ou=%00", "ou=%3Cscript%3E", "ou=Poissy&page=99999", "ou=Poissy&page=-1",
        "ou=Poissy&page=x", "ou=Poissy&aide=rien", "insee=00000",
        "insee=78498&page=%D9%A3", "ou=" + "a" * 5000,
        "ou=Poissy&loin=oui&rdv=non",
    ],
)  # fmt: skip
def test_a_strange_address_makes_a_page_all_the_same(client, query):
    assert client.visit(f"/lieux?{query}").heading


def test_a_filter_keeps_only_what_is_known_to_fit(client):
    page = client.visit("/lieux?ou=Mantes-la-Jolie")

    page = client.visit(page.link("accès en fauteuil"))

    assert "Maison du numérique du Mantois" in page.main
    assert "accès en fauteuil" not in page.links
    assert "tout montrer" in page.links


def test_the_need_is_kept_from_page_to_page(client):
    page = client.visit("/lieux?ou=Nanterre&aide=travail&loin=oui")

    assert "Atelier numérique de Gennevilliers" in page.main
    assert "Maison du numérique de Nanterre" not in page.main


def test_far_from_everything_the_three_nearest_are_shown(client):
    page = client.visit("/lieux?ou=Moisson&rdv=oui")

    assert f"Aucun lieu à moins de 5{NB}km. Voici les 3 plus proches." in page.main
    assert page.main.count("Prendre rendez-vous") >= 3


def test_when_nothing_fits_at_all_the_page_leads_on(client, app):
    with write_session(app.extensions["inclusion"].engine) as session:
        session.execute(sa.update(Place).values(takes_appointments=False))

    page = client.visit("/lieux?ou=Poissy&rdv=oui")

    assert "Aucun lieu ne propose tout cela" in page.main
    assert "près de Poissy" in client.visit(page.link("Montrer tous les lieux")).heading


def test_the_list_stands_before_the_map_which_a_link_reaches(client):
    page = client.visit("/lieux?ou=Poissy")

    assert page.links["Voir la carte"] == "#carte"
    assert page.html.index('class="places"') < page.html.index('id="carte"')
    assert 'role="img"' in page.html


def test_the_list_has_pages(client):
    page = client.visit("/lieux?ou=Nanterre&loin=oui")

    following = client.visit(page.link("Page suivante"))

    assert "Page 2 sur" in following.main
    assert 'start="9"' in following.html


def test_a_place_says_where_when_how_and_for_what(client):
    page = client.visit(LIMAY)

    assert page.heading == "Maison du numérique de Limay (démonstration)"
    assert "8 rue du Vieux-Pont" in page.main
    assert f"Du lundi au vendredi{NB}: de 9{NB}h à 12{NB}h{NB}30" in page.main
    assert "Ouvert" in page.main
    assert "C’est gratuit." in page.main
    assert "Accès en fauteuil." in page.main
    assert "Aide pour les papiers et les démarches." in page.main
    assert page.link("01 99 00 00 03") == "tel:+33199000003"
    assert "lieu=maison-du-numerique-de-limay-demonstration" in page.link("Prendre rendez-vous")


def test_a_demonstration_place_says_so_in_words(client):
    assert "Lieu de démonstration" in client.visit(LIMAY).main
    assert "Ce lieu est inventé, pour essayer le site." in client.page.main


def test_what_is_unknown_is_said_in_words(client):
    page = client.visit(BARE)

    assert f"Horaires non communiqués{NB}: téléphonez avant de venir." in page.main
    assert "Prendre rendez-vous" not in page.main


def test_hours_that_cannot_be_read_are_unknown(client, app):
    change(app, "maison-du-numerique-de-limay-demonstration", hours="quand on veut")

    page = client.visit(LIMAY)

    assert "Horaires non communiqués" in page.main
    assert "quand on veut" not in page.html


def test_a_real_place_says_its_source_and_licence(client, app):
    change(app, BARE.rpartition("/")[2], is_demonstration=False, updated_on=None)

    page = client.visit(BARE)

    assert "Lieu de démonstration" not in page.main
    assert "Licence Ouverte 2.0" in page.main
    assert "Date de mise à jour inconnue." in page.main


def test_a_place_that_does_not_exist_is_not_found(client):
    client.visit("/lieux/nulle-part", status=404)


def test_a_mediator_and_a_citizen_do_not_correct_places(as_mediator, as_citizen):
    for visitor in (as_mediator, as_citizen):
        visitor.visit("/administration/lieux", status=404)
        visitor.visit(f"/administration{LIMAY}", status=404)


def test_a_coordinator_corrects_a_place(as_coordinator):
    page = as_coordinator.visit("/administration/lieux")
    as_coordinator.visit(page.link("Aide numérique de Bonnières"))

    shown = as_coordinator.follow(
        as_coordinator.submit(phone="01 99 00 00 44", hours="Mo 09:00-12:00", status=303)
    )

    assert shown.link("01 99 00 00 44") == "tel:+33199000044"
    assert f"Lundi{NB}: de 9{NB}h à 12{NB}h" in shown.main
    assert "Nous avons corrigé certaines informations." in shown.main


def test_a_wrong_correction_is_refused_beside_its_field(as_coordinator):
    as_coordinator.visit(f"/administration{LIMAY}")

    as_coordinator.submit(
        name="", postal_code="7852", hours="9h-12h", emails="rien", address="=1+1", status=422
    )

    assert as_coordinator.page.title.startswith("Erreur")
    assert len(as_coordinator.page.problems) == 5
    assert "9h-12h" in as_coordinator.page.html


@pytest.mark.parametrize("url", ["/lieux", "/lieux?ou=Nanterre&loin=oui", "/lieux?ou=78270"])
def test_a_list_keeps_its_weight(client, url):
    weight = weigh(client, url)

    assert weight.size_bytes <= BUDGETS["list"][0]
    assert weight.requests <= BUDGETS["list"][1]
