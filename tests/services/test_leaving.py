"""Everything leaves: readable folders with a manifest, and a bundle that `age` opens alone."""

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import threading
import zipfile

import pytest
from click.testing import CliRunner

from inclusion import receipts, spool
from inclusion.accounts import service as accounts
from inclusion.cli import cli
from inclusion.db import read_session, write_session
from inclusion.leaving.service import archive, bundle
from inclusion.leaving.service.plan import Words, missing, plan
from inclusion.safe import labels, queries
from inclusion.safe.queries import Opened
from inclusion.safe.rules import Category, Channel, chain
from inclusion.safe.service import keys, papers, shelves
from inclusion.settings import ROOT
from inclusion.storage import LocalStore
from tests.services.test_safe import PHRASE, custody_of, sealed_for
from tests.support.clock import START as AT
from tests.support.papers import pdf, photo

WORDS = Words(
    {category: str(word) for category, word in labels.CATEGORIES.items()},
    "À ranger", "Corbeille", "Anciennes versions", "original", "papier",
)  # fmt: skip
CONTENTS = {
    "Identité/Passeport.jpg": photo(seed=1),
    "Identité/Passeport (2).jpg": photo(seed=2),
    "Logement/Bail 2026 suite.pdf": pdf(pages=2),
    "Corbeille/Identité/Jeté.jpg": photo(seed=3),
    "À ranger/Argent/Avis.jpg": photo(seed=4),
    "Anciennes versions/Travail/Contrat.jpg": photo(seed=5),
    "Travail/Contrat.jpg": photo(seed=6),
}


class Filled:
    """A safe of seven papers in every state, committed."""

    def __init__(self, engine, settings, folder):
        self.engine, self.store = engine, LocalStore(folder / "store")
        with write_session(engine) as session:
            owner = accounts.register(
                session, name="Fatoumata Diarra", passphrase=PHRASE, cost=settings.argon2, at=AT
            )
            self.made = keys.create(
                session, account_id=owner.id, passphrase=PHRASE, settings=settings,
                store=self.store, at=AT,
            )  # fmt: skip
            self.fill(session)
        self.opened = Opened(self.made.safe, self.made.identity, AT)

    def put(self, session, path, name, category, **more):
        sealed = sealed_for(self.store, self.made, CONTENTS[path], name, category)
        made = papers.deposit(
            session, custody=custody_of(self.store), opened=self.made.opened(AT), sealed=sealed,
            at=AT, **more,
        )  # fmt: skip
        return queries.opened_paper(made.row, self.made.identity)

    def fill(self, session):
        custody, opened = custody_of(self.store), self.made.opened(AT)
        self.put(session, "Identité/Passeport.jpg", "Passeport", Category.IDENTITY)
        self.put(session, "Identité/Passeport (2).jpg", "Passeport", Category.IDENTITY)
        self.put(session, "Logement/Bail 2026 suite.pdf", "Bail 2026 : suite", Category.HOUSING)
        binned = self.put(session, "Corbeille/Identité/Jeté.jpg", "Jeté", Category.IDENTITY)
        papers.put_in_bin(session, custody=custody, opened=opened, paper=binned, at=AT)
        papers.receive(
            session, custody=custody, safe_id=self.made.safe.id, channel=Channel.MEDIATOR,
            depositor="x" * 16, at=AT,
            sealed=sealed_for(
                self.store, self.made, CONTENTS["À ranger/Argent/Avis.jpg"], "Avis", Category.MONEY
            ),
        )  # fmt: skip
        old = self.put(session, "Anciennes versions/Travail/Contrat.jpg", "Contrat", Category.WORK)
        self.put(session, "Travail/Contrat.jpg", "Contrat", Category.WORK, follows=old)

    def plan(self):
        with read_session(self.engine) as session:
            shelf = shelves.read(session, self.store, self.opened, at=AT)
            return plan(
                session, opened=self.opened, shelf=shelf, words=WORDS, product="Trait", at=AT
            )

    def archive(self):
        stream = archive.readable(
            self.plan(), engine=self.engine, store=self.store, readme=lambda said: str(len(said))
        )
        return zipfile.ZipFile(io.BytesIO(b"".join(stream)))

    def bundle(self, path, readme="lisez"):
        stream = bundle.sealed(
            self.plan(), engine=self.engine, store=self.store, readme=lambda: readme
        )
        path.write_bytes(b"".join(stream))
        return path

    def lose(self, name):
        """Delete the body of a paper from the store."""
        line = next(one for one in self.plan().lines if one.paper.metadata.name == name)
        self.store.delete(line.pieces[0].store_key)


@pytest.fixture
def filled(engine, settings, tmp_path):
    return Filled(engine, settings, tmp_path)


def test_every_paper_comes_out_whole_in_its_folder(filled):
    out = filled.archive()

    assert out.testzip() is None
    manifest = json.loads(out.read("manifeste.json"))
    assert (manifest["count"], manifest["is_complete"]) == (7, True)
    assert manifest["missing"] == manifest["faults"] == []
    listed = {file["path"]: file for paper in manifest["papers"] for file in paper["files"]}
    assert {path: out.read(path) for path in listed} == CONTENTS
    for path, file in listed.items():
        assert file["sha256"] == hashlib.sha256(out.read(path)).hexdigest()
        assert file["size_bytes"] == len(out.read(path))
    for paper in manifest["papers"]:
        assert paper["files"][0]["sha256"] == paper["plain_sha256"]


def test_the_archive_holds_nothing_that_its_list_does_not_say(filled):
    out = filled.archive()
    manifest = json.loads(out.read("manifeste.json"))

    said = {file["path"] for paper in manifest["papers"] for file in paper["files"]}
    said |= {paper["receipt"] for paper in manifest["papers"]}
    said |= {"manifeste.json", "manifeste.csv", "journal.jsonl", "LISEZ-MOI.txt"}
    assert set(out.namelist()) == said
    assert len(out.namelist()) == len(said)


def test_what_is_said_of_each_paper_leaves_too(filled):
    manifest = json.loads(filled.archive().read("manifeste.json"))
    states = {(paper["name"], paper["state"]) for paper in manifest["papers"]}

    assert ("Avis", "to_sort") in states
    assert ("Jeté", "binned") in states
    assert {("Contrat", "kept"), ("Contrat", "replaced")} <= states
    avis = next(paper for paper in manifest["papers"] if paper["name"] == "Avis")
    assert (avis["channel"], avis["category"], avis["kind"]) == ("mediator", "money", "jpeg")
    assert avis["deposited_at"].startswith("2026-03-03T")


def test_the_table_opens_in_a_spreadsheet(filled):
    text = filled.archive().read("manifeste.csv").decode("utf-8-sig")

    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {line["fichier"] for line in lines} == set(CONTENTS)


def test_receipts_leave_and_are_genuine(filled):
    out = filled.archive()
    keys_of_us = [receipts.public_key(b"k" * 32)]

    for paper in json.loads(out.read("manifeste.json"))["papers"]:
        claims = receipts.verified(out.read(paper["receipt"]).decode(), keys=keys_of_us)
        assert claims["document"] == paper["document"]
        assert claims["sha256"] == paper["plain_sha256"]


def test_the_journal_leaves_and_its_chain_holds(filled):
    lines = [json.loads(line) for line in filled.archive().read("journal.jsonl").splitlines()]

    links = [
        chain.Link(n, chain.canonical(one["entry"]), one["previous"], one["hash"])
        for n, one in enumerate(lines, start=1)
    ]
    with read_session(filled.engine) as session:
        safe = queries.safes(session)[0]
    assert chain.checked(links, length=safe.journal_length, head=safe.journal_head).broken is None
    assert len(links) > 8


def test_a_lost_object_is_said_before_and_in_the_manifest(filled):
    filled.lose("Bail 2026 : suite")

    assert missing(filled.plan(), filled.store) == ["Bail 2026 : suite"]
    manifest = json.loads(filled.archive().read("manifeste.json"))
    assert manifest["is_complete"] is False
    assert manifest["missing"] == [
        {"name": "Bail 2026 : suite", "path": "Logement/Bail 2026 suite.pdf"}
    ]
    assert manifest["count"] == 7
    files = [file["path"] for paper in manifest["papers"] for file in paper["files"]]
    assert sorted(files) == sorted(set(CONTENTS) - {"Logement/Bail 2026 suite.pdf"})


def test_a_damaged_object_is_not_given_for_whole(filled):
    line = filled.plan().lines[0]
    path = filled.store.root / line.pieces[0].store_key[:2] / line.pieces[0].store_key
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)

    out = filled.archive()

    assert "Identité/Passeport.jpg" not in out.namelist()
    assert json.loads(out.read("manifeste.json"))["is_complete"] is False


def test_no_transaction_lasts_while_a_slow_reader_takes_its_time(filled):
    stream = archive.readable(
        filled.plan(), engine=filled.engine, store=filled.store, readme=lambda _said: ""
    )
    next(stream)
    assert filled.engine.pool.checkedout() == 0
    with write_session(filled.engine) as session:  # somebody else writes meanwhile
        session.execute(queries.sa.text("UPDATE safe SET created_at = created_at"))
    rest = b"".join(stream)
    assert rest


def test_two_leave_at_once(filled):
    found = []

    def leave():
        found.append(set(filled.archive().namelist()))

    threads = [threading.Thread(target=leave) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 2
    assert found[0] == found[1]


def test_an_interrupted_download_leaves_nothing_behind(filled, tmp_path, monkeypatch):
    (tmp_path / "spool").mkdir()
    monkeypatch.setattr(spool, "home", lambda: str(tmp_path / "spool"))
    stream = archive.readable(
        filled.plan(), engine=filled.engine, store=filled.store, readme=lambda _said: ""
    )
    next(stream)
    stream.close()

    assert list((tmp_path / "spool").iterdir()) == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_our_command_opens_the_bundle_with_the_card(filled, tmp_path):
    path = filled.bundle(tmp_path / "age.zip")
    into = tmp_path / "out"
    done = opened_by_command(path, into, "--card", filled.made.card)

    assert done.exit_code == 0, done.output
    assert "7 papers, 14 files, 0 faults" in done.output
    assert {name: (into / name).read_bytes() for name in CONTENTS} == CONTENTS
    assert all((file.stat().st_mode & 0o077) == 0 for file in into.rglob("*.jpg"))


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_our_command_opens_the_bundle_with_an_age_key(filled, tmp_path):
    path = filled.bundle(tmp_path / "age.zip")
    key = tmp_path / "key"
    key.write_text(f"# the safe\n{filled.made.identity}\n")

    assert opened_by_command(path, tmp_path / "out", "--identity", str(key)).exit_code == 0


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_our_command_refuses_another_card_and_a_folder_that_is_there(filled, tmp_path):
    path = filled.bundle(tmp_path / "age.zip")
    into = tmp_path / "out"

    assert "does not open" in opened_by_command(path, into, "--card", "0000 " * 8).output
    assert not into.exists()
    into.mkdir()
    done = opened_by_command(path, into, "--card", filled.made.card)
    assert "is there already" in done.output
    assert "8 groups" in opened_by_command(path, into, "--card", "0000").output
    (tmp_path / "not.zip").write_bytes(b"no")
    done = opened_by_command(tmp_path / "not.zip", tmp_path / "o", "--card", filled.made.card)
    assert done.exit_code == 1


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_bundle_says_what_is_missing_or_was_changed(filled, tmp_path):
    filled.lose("Avis")
    path = filled.bundle(tmp_path / "age.zip")
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "papiers/0001/contenu.age":
                content = content[:-1] + bytes([content[-1] ^ 1])
            new.writestr(name, content)

    done = opened_by_command(changed, tmp_path / "out", "--card", filled.made.card)

    assert done.exit_code == 1
    assert "missing or damaged: Avis" in done.output
    assert "missing or damaged: Identité/Passeport.jpg" in done.output
    assert not (tmp_path / "out" / "Identité" / "Passeport.jpg").exists()
    assert (tmp_path / "out" / "Travail" / "Contrat.jpg").read_bytes() == photo(seed=6)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_debian_s_age_and_the_commands_of_the_page_are_enough(filled, tmp_path):
    """No code of ours: the commands are those of LISEZ-MOI.txt, run by a shell as they stand."""
    if not shutil.which("age"):
        pytest.skip("Debian's age is not installed; the next test opens with pyrage")
    readme = (ROOT / "templates" / "leaving" / "readme_age.txt").read_text()
    path = filled.bundle(tmp_path / "age.zip", readme)
    folder = tmp_path / "bundle"
    with zipfile.ZipFile(path) as out:
        out.extractall(folder)
    commands = re.search(
        r"8<---- commandes\n(.*?)----8<", (folder / "LISEZ-MOI.txt").read_text(), re.DOTALL
    )[1]
    assert "python3 carte.py" in commands
    done = subprocess.run(
        ["sh", "-e", "-c", commands.replace("python3", sys.executable)],
        cwd=folder, input=filled.made.card + "\n", text=True, capture_output=True,
        start_new_session=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    papers_out = folder / "papiers-ouverts"
    assert {name: (papers_out / name).read_bytes() for name in CONTENTS} == CONTENTS
    assert json.loads((folder / "manifeste.json").read_text())["count"] == 7
    assert not list(folder.glob("*.key"))
    keys_of_us = [receipts.public_key(b"k" * 32)]
    for receipt in (papers_out / "Reçus").iterdir():
        assert receipts.verified(receipt.read_text(), keys=keys_of_us)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_bundle_opens_nothing_by_itself(filled, tmp_path):
    with zipfile.ZipFile(filled.bundle(tmp_path / "age.zip")) as out:
        everything = b"\0".join(out.read(name) for name in out.namelist())
        names = "\n".join(out.namelist())

    for secret in (b"Passeport", b"Contrat", b"Bail", photo(seed=1)[100:130]):
        assert secret not in everything
    assert "Passeport" not in names
    assert b"AGE-SECRET-KEY-1" not in everything


def opened_by_command(path, into, *how):
    return CliRunner().invoke(
        cli.commands["safe"].commands["open-bundle"], [str(path), "--into", str(into), *how]
    )
