"""The errand of a paper with its bytes on S3, and what is said when S3 does not answer."""

import io
from dataclasses import replace

import pytest

from inclusion.storage import open_store
from inclusion.tokens import public_id
from tests.pages.test_safe_pages import put_in, with_safe
from tests.support.application import make_app
from tests.support.papers import pdf, photo
from tests.support.s3 import BUCKET, access, free_port


@pytest.fixture
def app(demonstration, tmp_path, clock, moto):
    """Give the application with the demonstration's objects on S3."""
    local = demonstration.copy_to(tmp_path / "demo")
    settings = replace(local, storage_url=f"s3://{BUCKET}/{public_id()}", s3=access(moto.endpoint))
    here, there = open_store(local.storage_url), open_store(settings.storage_url, settings.s3)
    for key in here.keys():  # noqa: SIM118 - a store is no dictionary
        with here.open(key) as file:
            there.put(key, file)
    yield from make_app(settings, clock)


@pytest.fixture
def owner(app, client):
    client.sign_in(with_safe(app)["identifier"])
    client.unlock()
    return client


def test_a_paper_is_put_in_downloaded_and_erased_on_s3(app, owner):
    store, content = app.extensions["inclusion"].store, pdf(pages=2)
    before = set(store.keys())
    owner.follow(put_in(owner, content, name="Bail"))
    address = owner.page.url.partition("?")[0]

    assert len(set(store.keys()) - before) >= 4
    assert owner.get(f"{address}/page/1").mimetype == "image/jpeg"
    assert owner.get(f"{address}/telecharger").data == content

    owner.visit(f"{address}/effacer")
    owner.submit(status=200)
    assert owner.page.heading == "Le papier est effacé"
    assert "Bail" not in owner.visit("/coffre").main
    assert len(set(store.keys())) == len(before)


def lose_the_store(app):
    parts = app.extensions["inclusion"]
    away = replace(parts.store.access, endpoint=f"http://127.0.0.1:{free_port()}")
    lost = type(parts.store)(parts.store.bucket, parts.store.prefix, away)
    app.extensions["inclusion"] = replace(parts, store=lost)


def test_when_s3_is_away_each_page_says_it(app, owner):
    owner.follow(put_in(owner, photo(), name="Bail"))
    address = owner.page.url.partition("?")[0]
    owner.visit(f"{address}/effacer")
    lose_the_store(app)

    assert owner.submit().status_code == 503
    for part in ("/coffre", address, f"{address}/page/1", f"{address}/telecharger"):
        assert owner.get(part).status_code == 503, part
        assert owner.page.heading == "Les papiers ne répondent pas"
        assert "Rien n’est perdu." in owner.page.main


def test_when_s3_is_away_a_deposit_says_it_beside_the_file(app, owner):
    owner.visit("/coffre/deposer")
    lose_the_store(app)
    owner.submit(
        file=(io.BytesIO(photo()), "photo.jpg"), name="Bail", category="housing", status=422
    )

    assert "Le papier n’a pas pu être rangé." in owner.page.problems[0]
    assert owner.page.form().values["name"] == ["Bail"]
