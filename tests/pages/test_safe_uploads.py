"""Large files that come in parts: cut, gone on with, refused; what lies in the store meanwhile."""

import base64
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.db import write_session
from inclusion.safe.models import SafeUpload, SafeUploadPart
from inclusion.safe.service import uploads
from tests.pages.test_safe_theft import steal
from tests.support.papers import pdf
from tests.support.thief import everything

PART = {"Content-Type": "application/offset+octet-stream"}
MARK = b"une-ligne-que-personne-ne-lit"


@pytest.fixture
def owner(client):
    client.sign_in("citizen")
    client.unlock()
    return ready(client)


def ready(client):
    client.visit("/coffre/deposer")
    client.token = client.page.form().values["csrf_token"][0]
    return client


@pytest.fixture
def content():
    return pdf(pages=2) + b"\n% " + MARK


def token(client):
    return {"X-CSRFToken": client.token}


def begun(client, size, name="Contrat de travail.pdf"):
    named = base64.b64encode(name.encode()).decode()
    headers = {**token(client), "Upload-Length": str(size), "Upload-Metadata": f"filename {named}"}
    return client.post("/coffre/envois", headers=headers)


def part(client, where, offset, content):
    headers = {**token(client), **PART, "Upload-Offset": str(offset)}
    return client.patch(where, data=content, headers=headers)


def offset_of(client, where):
    answer = client.head(where)
    return answer.status_code, answer.headers.get("Upload-Offset")


def rows(app, table):
    with app.extensions["inclusion"].engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()


def test_a_file_goes_on_where_the_line_was_cut_and_comes_out_bit_for_bit(app, owner, content):
    where = begun(owner, len(content)).location
    assert part(owner, where, 0, content[:700]).headers["Upload-Offset"] == "700"
    assert offset_of(owner, where) == (200, "700")
    assert part(owner, where, 700, content[700:]).status_code == 204
    reference = where.rsplit("/", 1)[-1]
    owner.follow(owner.submit(envoi=reference, category="work", status=303))

    assert "Contrat de travail" in owner.page.heading
    assert owner.get(owner.page.link("Télécharger")).data == content
    assert (rows(app, SafeUpload), rows(app, SafeUploadPart)) == (0, 0)


def test_a_part_that_does_not_follow_is_refused(owner, content):
    where = begun(owner, len(content)).location
    part(owner, where, 0, content[:100])

    for offset in (0, 99, 101, len(content)):
        assert part(owner, where, offset, b"x" * 10).status_code in (409, 422)
    assert offset_of(owner, where) == (200, "100")


def test_two_parts_at_once_for_one_place_leave_one(app, owner, content):
    where = begun(owner, len(content)).location
    parts = app.extensions["inclusion"]
    gate, answers = threading.Barrier(4), []

    def send():
        gate.wait()
        try:
            with write_session(parts.engine) as session:
                upload = session.scalars(sa.select(SafeUpload)).one()
                safe = session.get_one(uploads.Safe, upload.safe_id)
                answers.append(
                    uploads.add(
                        session, store=parts.store, safe=safe, upload=upload, offset=0,
                        content=content[:100],
                    )
                )  # fmt: skip
        except (uploads.WrongOffset, sa.exc.IntegrityError):
            answers.append(None)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers, key=str) == [100, None, None, None]
    assert rows(app, SafeUploadPart) == 1
    assert offset_of(owner, where) == (200, "100")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "0"}, 422),
        ({"Upload-Length": "99999999999"}, 422),
        ({"Upload-Length": "-4"}, 422),
        ({"Upload-Length": "٣"}, 422),
        ({}, 422),
    ],
)
def test_what_makes_no_sense_is_not_announced(app, owner, headers, status):
    headers = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert owner.post("/coffre/envois", headers={**token(owner), **headers}).status_code == status
    assert rows(app, SafeUpload) == 0


def test_five_files_at_most_are_on_their_way(app, owner):
    for _ in range(5):
        assert begun(owner, 10).status_code == 201

    assert begun(owner, 10).status_code == 429


def test_without_the_token_nothing_is_taken(app, owner):
    assert owner.post("/coffre/envois", headers={"Upload-Length": "10"}).status_code == 400
    assert rows(app, SafeUpload) == 0


def test_a_stranger_and_a_closed_safe_find_nothing(app, owner, content):
    where = begun(owner, len(content)).location
    part(owner, where, 0, content)
    stranger = app.test_client()
    stranger.sign_in("100000011")
    stranger.unlock()
    ready(stranger)
    assert offset_of(stranger, where)[0] == 404
    assert part(stranger, where, 0, b"x").status_code == 404
    stranger.visit("/coffre/deposer")
    stranger.submit(envoi=where.rsplit("/", 1)[-1], category="other", status=422)
    assert stranger.page.problems
    closed = app.test_client()
    closed.sign_in("100000022")
    assert closed.head(where).status_code == 303

    assert offset_of(owner, where) == (200, str(len(content)))


def test_what_is_on_its_way_is_not_readable_and_goes_after_a_day(app, owner, content, tmp_path):
    where = begun(owner, len(content), "Ordonnance-secrete.pdf").location
    part(owner, where, 0, content[:-5])
    (tmp_path / "loot").mkdir()
    stolen = b"\0".join(everything(steal(app, tmp_path / "loot")).values())
    assert MARK not in stolen
    assert b"Ordonnance-secrete" not in stolen
    parts = app.extensions["inclusion"]
    before = len(list(parts.store.keys()))
    with write_session(parts.engine) as session:
        later = parts.clock() + timedelta(hours=24)
        assert uploads.drop_expired(session, store=parts.store, at=later) == 1

    assert len(list(parts.store.keys())) == before - 1
    assert rows(app, SafeUploadPart) == 0


def test_a_file_that_is_not_whole_is_not_put_in_and_is_kept(app, owner, content):
    where = begun(owner, len(content)).location
    part(owner, where, 0, content[:100])
    owner.submit(envoi=where.rsplit("/", 1)[-1], category="other", status=422)

    assert any("Choisissez un fichier" in sentence for sentence in owner.page.problems)
    assert offset_of(owner, where) == (200, "100")


def test_a_mistake_elsewhere_in_the_form_keeps_what_was_sent(owner, content):
    where = begun(owner, len(content)).location
    part(owner, where, 0, content)
    reference = where.rsplit("/", 1)[-1]
    owner.submit(envoi=reference, status=422)
    assert owner.page.form().values["envoi"] == [reference]
    owner.follow(owner.submit(category="work", status=303))

    assert owner.get(owner.page.link("Télécharger")).data == content


def test_only_this_page_may_run_the_script(owner):
    owner.visit("/coffre/deposer")
    policy = owner.get("/coffre/deposer").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "script-src" not in owner.get("/coffre").headers["Content-Security-Policy"]
