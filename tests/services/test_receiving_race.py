"""Deposits that cross: the same key twice, sixteen at once, a depositor stopped on the way."""

import threading

import pytest

from inclusion.accounts import service as accounts
from inclusion.actors import SYSTEM
from inclusion.db import read_session, write_session
from inclusion.organisations import service as organisations
from inclusion.organisations.rules import Department
from inclusion.provider.service import clients
from inclusion.receiving import queries
from inclusion.receiving.queries import Depositor
from inclusion.receiving.rules import Kind
from inclusion.receiving.service import depositors, deposits, sorting
from inclusion.receiving.service.deposits import Giver
from inclusion.safe import journal, sealing
from inclusion.safe import queries as safes
from inclusion.safe.rules import Act, DocumentState
from inclusion.safe.service import keys, shelves
from inclusion.storage import open_store
from tests.services.test_safe import PHRASE, custody_of, sealed_for
from tests.support.clock import START as AT
from tests.support.papers import photo

SENDERS = 16
SAME_KEY = "the-same-key-for-both-of-them"


class Scene:
    """Two safes, a structure and a service that the first one's owner allows."""

    def __init__(self, engine, settings, folder) -> None:
        self.engine, self.settings = engine, settings
        self.store = open_store(f"file:{folder}/objects")
        with write_session(engine) as session:
            self.structure = organisations.add(
                session, name="Maison du numérique", department=Department.YVELINES
            )
            client, _secret = clients.register(
                session, name="Caisse", redirect_uris=["https://caisse.exemple.fr/"],
                scope="openid safe:deposit", actor=SYSTEM, at=AT, with_loopback=False,
            )  # fmt: skip
            self.client = queries.service(session, client.public_id)
            self.made, self.other = (self._safe(session, name) for name in ("Awa", "Ibrahim"))
            for made in (self.made, self.other):
                depositors.allow(session, safe_id=made.safe.id, depositor=self.client, at=AT)
        self.giver = Giver(self.client.public_id, "Caisse", client_id=self.client.id)

    def _safe(self, session, name):
        owner = accounts.register(
            session, name=name, passphrase=PHRASE, cost=self.settings.argon2, at=AT
        )
        return keys.create(
            session, account_id=owner.id, passphrase=PHRASE, settings=self.settings,
            store=self.store, at=AT,
        )  # fmt: skip

    def deposit(self, number, *, key=None, made=None, fingerprint="same"):
        made = made or self.made
        sealed = sealed_for(self.store, made, photo(size=(40, 40), seed=number), f"papier {number}")
        with write_session(self.engine) as session:
            return deposits.deposit(
                session,
                custody=custody_of(self.store),
                giver=self.giver,
                safe_id=made.safe.id,
                sealed=sealed,
                key=key or f"key-of-the-deposit-{number}",
                fingerprint=fingerprint,
                at=AT,
            )

    def shelf(self, made=None):
        made = made or self.made
        with read_session(self.engine) as session:
            safe = safes.find_safe(session, made.safe.account_id)
            assert journal.verdict(session, safe).broken is None
            return shelves.read(session, self.store, safes.Opened(safe, made.identity, AT), at=AT)


@pytest.fixture
def scene(engine, settings, tmp_path):
    return Scene(engine, settings, tmp_path)


def together(*acts):
    """Run acts at the same instant; return what each gave, or the error it raised."""
    gate, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        gate.wait()
        try:
            outcomes[number] = act()
        except Exception as error:
            outcomes[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_same_key_twice_at_once_makes_one_paper(scene):
    first, second = together(*[lambda: scene.deposit(1, key=SAME_KEY)] * 2)

    assert first == second
    assert isinstance(first, deposits.Answer)
    assert [paper.public_id for paper in scene.shelf().to_sort] == [first.document]


def test_the_same_key_at_once_for_two_people_makes_one_paper(scene):
    outcomes = together(
        lambda: scene.deposit(1, key=SAME_KEY, fingerprint="one"),
        lambda: scene.deposit(2, key=SAME_KEY, fingerprint="two", made=scene.other),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Answer", "KeyReused"]
    assert len(scene.shelf().to_sort) + len(scene.shelf(scene.other).to_sort) == 1


def test_sixteen_deposits_while_the_owner_sorts_are_all_there_in_one_chain(scene):
    for number in range(3):
        scene.deposit(100 + number)
    waiting = scene.shelf().to_sort

    def keep(paper):
        with write_session(scene.engine) as session:
            safe = safes.find_safe(session, scene.made.safe.account_id)
            sorting.keep(
                session, custody=custody_of(scene.store),
                opened=safes.Opened(safe, scene.made.identity, AT), paper=paper,
                name=paper.metadata.name, category="family", folder="", at=AT,
            )  # fmt: skip

    outcomes = together(
        *[lambda number=number: scene.deposit(number) for number in range(SENDERS)],
        *[lambda paper=paper: keep(paper) for paper in waiting],
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    shelf = scene.shelf()
    assert shelf.faults == []
    assert {paper.metadata.name for paper in shelf.to_sort} == {
        f"papier {number}" for number in range(SENDERS)
    }
    assert {paper.metadata.category for paper in shelf.kept} == {"family"}
    assert len(shelf.kept) == len(waiting)


def test_a_paper_is_kept_or_refused_not_both(scene):
    scene.deposit(1)
    (paper,) = scene.shelf().to_sort

    def sort(act, **said):
        with write_session(scene.engine) as session:
            safe = safes.find_safe(session, scene.made.safe.account_id)
            act(
                session, custody=custody_of(scene.store),
                opened=safes.Opened(safe, scene.made.identity, AT), paper=paper, at=AT, **said,
            )  # fmt: skip

    outcomes = together(
        lambda: sort(sorting.keep, name="papier 1", category="identity", folder=""),
        lambda: sort(sorting.refuse),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadySorted", "NoneType"]
    assert scene.shelf().faults == []


def test_a_depositor_stopped_during_a_deposit_deposits_nothing_after(scene, monkeypatch):
    """The owner stops the service once the paper is sealed, before its row is written."""
    honest = sealing.sealed

    def slow(*args, **said):
        sealed = honest(*args, **said)
        with write_session(scene.engine) as session:
            depositors.stop(session, safe_id=scene.made.safe.id, depositor=scene.client, at=AT)
        return sealed

    monkeypatch.setattr(sealing, "sealed", slow)

    with pytest.raises(deposits.NotAllowed):
        scene.deposit(1)
    assert scene.shelf().to_sort == []


def test_stopping_and_depositing_at_once_leave_an_order(scene):
    def stop():
        with write_session(scene.engine) as session:
            depositors.stop(session, safe_id=scene.made.safe.id, depositor=scene.client, at=AT)

    outcomes = together(stop, *[lambda n=n: scene.deposit(n) for n in range(6)])

    refused = [one for one in outcomes[1:] if isinstance(one, deposits.NotAllowed)]
    taken = [one for one in outcomes[1:] if isinstance(one, deposits.Answer)]
    assert len(refused) + len(taken) == 6
    assert len(scene.shelf().to_sort) == len(taken)
    with read_session(scene.engine) as session:
        acts = [entry.act for entry in safes.entries(session, scene.made.safe.id)]
    assert acts[0] is Act.DEPOSITOR_REFUSED, "something came after the stop"


def test_allowing_at_once_says_it_once(scene):
    place = scene.structure
    one = Depositor(Kind.STRUCTURE, place.id, place.public_id, place.name)

    def allow():
        with write_session(scene.engine) as session:
            depositors.allow(session, safe_id=scene.made.safe.id, depositor=one, at=AT)

    assert together(*[allow] * 6) == [None] * 6
    with read_session(scene.engine) as session:
        entries = safes.entries(session, scene.made.safe.id)
        assert queries.is_allowed(session, scene.made.safe.id, {Kind.STRUCTURE: place.id})
    assert [entry.who for entry in entries].count(place.public_id) == 1


def test_a_paper_that_waits_weighs_and_counts(scene):
    with read_session(scene.engine) as session:
        before = safes.count(session, scene.made.safe.id)
    scene.deposit(1)

    with read_session(scene.engine) as session:
        assert safes.count(session, scene.made.safe.id) == before + 1
    assert scene.shelf().to_sort[0].row.state is DocumentState.TO_SORT
