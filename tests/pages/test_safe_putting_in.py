"""Putting papers in: several at once, photos that are pages, names, newer versions, more pages."""

import io

import pikepdf
import pytest
from PIL import Image

from inclusion.safe.models import SafeDocument
from inclusion.safe.rules import Act, Outcome
from tests.support.papers import pdf, photo
from tests.support.safes import address, entries, given, owner_of, put_in

DATED = "Logement, 3\u00a0mars\u00a02026"


@pytest.fixture
def owner(client):
    return owner_of(client)


def photos(count):
    return [given(photo(size=(60, 40 + n)), f"IMG_{n}.jpg") for n in range(count)]


def rows(app):
    with app.extensions["inclusion"].engine.connect() as connection:
        return connection.execute(SafeDocument.__table__.select()).all()


def located_photo():
    content, image = io.BytesIO(), Image.new("RGB", (300, 200), "#c04")
    exif = image.getexif()
    exif[0x010E] = "Mantes-la-Jolie, 48.99 N"
    image.save(content, "JPEG", exif=exif)
    return content.getvalue()


def test_photos_are_the_pages_of_one_paper_when_nobody_says_otherwise(owner):
    owner.follow(put_in(owner, *photos(3), name="Livret de famille", status=303))

    assert owner.page.heading == "Livret de famille"
    assert "Voir la page 3" in owner.page.main
    kept = owner.get(owner.page.link("Télécharger"))
    assert kept.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(kept.data)) as document:
        assert len(document.pages) == 3


def test_photos_taken_with_the_camera_go_after_the_files(owner):
    owner.visit("/coffre/deposer")
    field = owner.page.root.find(".//input[@name='photo']")
    assert field.get("capture") == "environment"
    assert "multiple" in field.attrib
    first, second, third = photos(3)
    owner.follow(owner.submit(file=[first], photo=[second, third], name="Bail", category="housing"))

    assert "Voir la page 3" in owner.page.main


def test_each_photo_is_a_paper_when_the_box_is_not_ticked(owner):
    owner.follow(put_in(owner, *photos(2), name="", category="housing", pages=None))

    assert owner.page.heading == "2 papiers sont dans votre coffre"
    names = [value for key, [value] in owner.page.form().values.items() if key.startswith("nom-")]
    assert names == [f"{DATED}, numéro 1", f"{DATED}, numéro 2"]


def test_photos_that_are_pages_stay_apart_from_other_files(owner):
    letter = given(pdf(), "Lettre de la mairie.pdf")
    owner.follow(put_in(owner, *photos(2), letter, name="", category="other"))

    page = owner.page
    assert page.heading == "2 papiers sont dans votre coffre"
    assert {"Lettre de la mairie"} < {value[0] for value in page.form().values.values()}


def test_names_and_sorts_are_changed_at_once(app, owner):
    owner.follow(put_in(owner, *photos(2), name="", category="housing", pages=None))
    form = owner.page.form()
    first, second = [key.removeprefix("nom-") for key in form.values if key.startswith("nom-")]
    more = {f"nom-{first}": "Bail", f"sorte-{second}": "money"}
    owner.follow(owner.submit(form, **more, status=303))

    assert "Bail" in owner.page.main
    assert "Argent. Ajouté mardi 3\u00a0mars." in owner.page.main
    assert entries(app)[:2] == [(Act.RENAMED, Outcome.DONE)] * 2


def test_an_empty_name_is_asked_for_again_and_the_others_stay(owner):
    owner.follow(put_in(owner, *photos(2), name="", category="housing", pages=None))
    form = owner.page.form()
    first, second = [key for key in form.values if key.startswith("nom-")]
    owner.submit(form, **{first: "", second: "Le second"}, status=422)

    assert owner.page.title.startswith("Erreur")
    assert "Écrivez un nom. Par exemple\u00a0: passeport." in owner.page.problems[0]
    assert owner.page.form().values[second] == ["Le second"]


def test_the_files_refused_are_told_one_by_one_and_the_others_kept(app, owner):
    program = given(b"MZ\x90\x00" + bytes(400), "jeu.exe")
    broken = given(b"%PDF-1.7\nnothing", "abimé.pdf")
    before = len(rows(app))
    put_in(owner, given(pdf(), "bail.pdf"), program, broken, status=200)

    assert owner.page.heading == "1 papier est dans votre coffre"
    assert "«\u00a0jeu.exe\u00a0»\u00a0: Ce fichier peut lancer un programme." in owner.page.main
    assert "«\u00a0abimé.pdf\u00a0»\u00a0: Ce fichier est abîmé." in owner.page.main
    assert len(rows(app)) == before + 1
    assert entries(app).count((Act.DEPOSITED, Outcome.REFUSED)) == 2


def test_nothing_kept_says_why_for_each_file(app, owner):
    files = [given(b"MZ\x90\x00" + bytes(400), "jeu.exe"), given(b"", "vide.pdf")]
    put_in(owner, *files, name="Ma facture", status=422)

    assert owner.page.problems[0] == "Aucun de ces fichiers n’est dans le coffre."
    assert "«\u00a0vide.pdf\u00a0»\u00a0: Ce fichier est vide." in " ".join(owner.page.problems)
    assert owner.page.form().values["name"] == ["Ma facture"]


def test_too_many_files_are_refused_before_any_is_read(app, owner):
    before = len(rows(app))
    put_in(owner, *photos(21), status=422)

    assert owner.page.problems[0] == "Choisissez 20 fichiers au plus, puis recommencez."
    assert len(rows(app)) == before


def test_a_mistake_beside_the_file_asks_for_it_again(owner):
    put_in(owner, category=None, status=422)

    assert any("la page l’a oublié" in problem for problem in owner.page.problems)


@pytest.mark.parametrize(
    ("filename", "name"),
    [("IMG_2034.jpg", DATED), ("20260303_101500.jpg", DATED), ("acte-de-naissance.jpg", None)],
)
def test_a_name_is_proposed(owner, filename, name):
    owner.follow(put_in(owner, given(filename=filename), name="", category="housing"))

    assert owner.page.heading == (name or "acte-de-naissance")


def test_a_photo_is_kept_as_it_came_only_on_request(app, owner):
    content = located_photo()
    owner.follow(put_in(owner, given(content)))
    assert "Télécharger la photo d’origine" not in owner.page.main
    assert owner.get(f"{address(owner)}/origine/0").status_code == 404

    owner.follow(put_in(owner, given(content), originals="oui"))
    answer = owner.get(owner.page.link("Télécharger la photo d’origine"))
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert ".jpg" in answer.headers["Content-Disposition"]
    assert b"Mantes" not in owner.get(f"{address(owner)}/telecharger").data
    assert entries(app)[1] == (Act.DOWNLOADED, Outcome.DONE)
    assert owner.get(f"{address(owner)}/origine/1").status_code == 404


def test_a_file_that_is_not_opened_is_only_downloaded(owner):
    content = b"un texte que personne n'ouvre\n" * 20
    owner.follow(put_in(owner, given(content, "liste des courses.txt"), name=""))

    assert owner.page.heading == "liste des courses"
    assert "Nous gardons ce fichier sans l’ouvrir." in owner.page.main
    assert owner.page.root.find(".//main//img") is None
    answer = owner.get(owner.page.link("Télécharger"))
    assert answer.data == content
    assert answer.mimetype == "application/octet-stream"
    assert "courses.txt" in answer.headers["Content-Disposition"]
    assert owner.get(f"{address(owner)}/apercu").status_code == 404


def test_health_is_a_sort_only_where_its_host_is_declared(app, owner, monkeypatch):
    owner.visit("/coffre/deposer")
    assert "Ne mettez pas de papiers de santé." in owner.page.main
    put_in(owner, category="health", status=422)
    assert any("Choisissez une sorte de papier" in one for one in owner.page.problems)

    monkeypatch.setattr(type(app.extensions["inclusion"].settings), "health_host", "Hébergeur HDS")
    owner.visit("/coffre/deposer")
    assert "Ne mettez pas de papiers de santé." not in owner.page.main
    owner.follow(put_in(owner, category="health", status=303))
    assert "Santé" in owner.page.main


def test_a_newer_version_stands_before_the_older_one(app, owner):
    owner.follow(put_in(owner, given(pdf(text="ancien"), "a.pdf"), name="Assurance"))
    old = address(owner)
    owner.visit(owner.page.link("Le remplacer par un plus récent"))
    owner.follow(owner.submit(file=[given(pdf(pages=2, text="neuf"), "b.pdf")], status=303))

    assert owner.page.heading == "Assurance"
    assert entries(app)[0] == (Act.REPLACED, Outcome.DONE)
    assert owner.visit("/coffre").text.count("Assurance") == 1
    owner.visit(old)
    assert "Ce papier a une version plus récente" in owner.page.main
    assert "Changer" not in owner.page.main
    assert owner.get(f"{old}/telecharger").status_code == 200
    assert owner.get(f"{old}/changer").status_code == 404
    owner.visit(old)
    owner.visit(owner.page.link("Voir la plus récente"))
    assert owner.page.link("Version du ") == old


def test_a_version_is_one_paper(owner):
    owner.follow(put_in(owner))
    owner.visit(f"{address(owner)}/remplacer")
    owner.submit(file=[given(pdf(), "a.pdf"), given(pdf(), "b.pdf")], status=422)
    assert "Choisissez un seul fichier, ou seulement des photos." in owner.page.problems

    owner.submit(status=422)
    assert "Choisissez un fichier, ou prenez une photo." in owner.page.problems


def test_pages_are_added_one_by_one_to_a_paper_of_photos(owner):
    owner.follow(put_in(owner, *photos(1), name="Bail"))
    for count in (2, 3):
        owner.visit(owner.page.link("Ajouter une page à ce papier"))
        owner.follow(owner.submit(photo=photos(1), status=303))
        assert f"Voir la page {count}" in owner.page.main
        assert f"Voir la page {count + 1}" not in owner.page.main
    older = [a for a in owner.page.root.iter("a") if (a.text or "").startswith("Version du")]
    assert len(older) == 2


def test_no_page_is_added_to_a_file_that_we_did_not_make(owner):
    owner.follow(put_in(owner, given(pdf(), "a.pdf")))

    assert "Ajouter une page" not in owner.page.main
    assert owner.get(f"{address(owner)}/ajouter-une-page").status_code == 303


def test_a_full_safe_says_so(app, owner, monkeypatch):
    settings = type(app.extensions["inclusion"].settings)
    monkeypatch.setattr(settings, "safe_most_documents", 3)
    put_in(owner, status=422)

    assert owner.page.problems[0].startswith("Votre coffre est plein.")


def test_a_store_that_does_not_answer_says_so(app, owner, monkeypatch):
    def refuse(*_args, **_more):
        raise OSError("the disk is gone")

    monkeypatch.setattr(type(app.extensions["inclusion"].store), "writing", refuse)
    put_in(owner, status=422)

    assert "n’a pas pu être rangé" in owner.page.problems[0]
