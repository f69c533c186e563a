"""Two officers of two bodies: nested seals, a ceremony of two agents, and Debian's age."""

import subprocess
from datetime import timedelta

import pyrage
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from inclusion import crypto
from inclusion.accounts import service as accounts
from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.accounts.rules.because import Because
from inclusion.actors import SYSTEM, Actor
from inclusion.audit.models import AuditEvent
from inclusion.counter.rules import DocumentKind, Facts
from inclusion.counter.service.journal import OwnAccount, WrongFacts
from inclusion.db import write_session
from inclusion.errors import DomainError, NotFound
from inclusion.messages.models import Message
from inclusion.organisations import service as organisations
from inclusion.people.models import Person
from inclusion.rescue import ends, queries
from inclusion.rescue.models import OfficerOpening, OfficerWrap, Release, Trusted
from inclusion.rescue.service import ceremony, officers
from inclusion.safe import queries as safes
from inclusion.safe.models import Safe
from inclusion.safe.rules import Act, Channel
from inclusion.safe.service import keys
from tests.services.test_rescue_race import together
from tests.support.clock import START as AT
from tests.support.rescue import PHRASE, ask, body, side, trust

LATER = AT + timedelta(hours=72)
NAME = "Fatoumata Diarra"
SAID = Facts(NAME, birth_year="1971")


class Scene:
    """An owner who asked, two bodies, and agents of two structures."""

    def __init__(self, session, settings):
        self.first, self.second = body("Trait d’union", "Paul"), body("CCAS", "Anne")
        self.bodies = (self.first.said, self.second.said)
        self.owner = side(session, settings, NAME)
        session.get_one(Person, self.owner.account.person_id).birth_on = "1971-05-14"
        self.here = organisations.add(session, name="Ici", department="78").id
        self.there = organisations.add(session, name="Ailleurs", department="92").id
        self.agent = self.agent_of(session, settings, "Aline Garnier", self.here)
        self.colleague = self.agent_of(session, settings, "Samir Haddad", self.here)
        self.other = self.agent_of(session, settings, "Aminata Sy", self.there)
        self.opt_in(session)

    def agent_of(self, session, settings, name, structure):
        made = accounts.add_agent(
            session, name=name, role=Role.MEDIATOR, structure_id=structure, passphrase=PHRASE,
            languages=("fr",), cost=settings.argon2, actor=SYSTEM, at=AT,
        )  # fmt: skip
        return Actor(made.id, "mediator", structure)

    def opt_in(self, session):
        return officers.opt_in(
            session, opened=self.owner.opened, bodies=self.bodies, actor=self.owner.actor, at=AT
        )

    def start(self, session, actor=None, said=SAID, at=AT):
        return officers.start(
            session, account_id=self.owner.account.id, said=said,
            document=DocumentKind.PASSPORT, reason="phrase oubliée", bodies=self.bodies,
            actor=actor or self.agent, at=at,
        )  # fmt: skip

    def outer(self, session, opening, actor=None, at=LATER):
        return ceremony.sealed_for_first(
            session, opening.public_id, bodies=self.bodies, actor=actor or self.agent, at=at
        )

    def give_half(self, session, opening, content, actor=None, at=LATER):
        ceremony.take_half(
            session, opening.public_id, content=content, bodies=self.bodies,
            actor=actor or self.agent, at=at,
        )  # fmt: skip

    def finish(self, session, opening, content, actor=None, at=LATER):
        return ceremony.finish(
            session, opening.public_id, content=content, bodies=self.bodies,
            actor=actor or self.other, at=at,
        )  # fmt: skip

    def half_open(self, session):
        opening = self.start(session)
        half = opened_by(self.outer(session, opening), self.first)
        self.give_half(session, opening, half)
        return opening

    def whole(self, session, opening):
        half = ceremony.sealed_for_second(session, opening.public_id, actor=self.other, at=LATER)
        return opened_by(half, self.second)


def opened_by(content, one, number=0):
    return crypto.unseal(content, identity=one.identities[number])


@pytest.fixture
def scene(session, settings):
    return Scene(session, settings)


def count(session, table):
    return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_both_bodies_are_needed_and_any_officer_of_each_will_do(session, scene):
    outer = session.scalars(sa.select(OfficerWrap)).one().wrapped
    for number in range(2):
        half = opened_by(outer, scene.first, number)
        assert opened_by(half, scene.second, 1 - number).decode() == scene.owner.made.identity
        for wrong in (scene.second.identities, [scene.owner.made.identity]):
            with pytest.raises(crypto.CannotOpen):
                crypto.unseal(outer, identity=wrong[0])
        with pytest.raises(crypto.CannotOpen):
            opened_by(half, scene.first, number)


def test_debians_age_opens_both_seals_as_the_page_tells(session, scene, tmp_path):
    """docs/officers.md, step by step: two keys on two sticks, the public tool."""
    opening = scene.start(session)
    sealed = tmp_path / "premier-organisme.age"
    sealed.write_bytes(scene.outer(session, opening))
    half = run_age(tmp_path, scene.first.identities[1], sealed)
    scene.give_half(session, opening, half)
    second = tmp_path / "second-organisme.age"
    second.write_bytes(
        ceremony.sealed_for_second(session, opening.public_id, actor=scene.other, at=LATER)
    )
    text = scene.finish(session, opening, run_age(tmp_path, scene.second.identities[0], second))

    safe = safes.find_safe(session, scene.owner.account.id)
    assert keys.unwrap_by_card(session, safe, text=text) == scene.owner.made.identity


def run_age(folder, identity, sealed):
    key = folder / "key.txt"
    key.write_text(f"# an officer's stick\n{identity}\n")
    done = subprocess.run(
        ["age", "--decrypt", "-i", str(key), str(sealed)], capture_output=True, check=True
    )
    return done.stdout


def test_pyrage_opens_them_too(session, scene):
    outer = session.scalars(sa.select(OfficerWrap)).one().wrapped
    ring = [pyrage.x25519.Identity.from_str(i) for i in (scene.first.identities[0],
                                                         scene.second.identities[0])]  # fmt: skip

    assert pyrage.decrypt(pyrage.decrypt(outer, ring), ring).decode() == scene.owner.made.identity


def test_the_whole_ceremony_gives_a_card_and_asks_for_a_new_key(session, settings, scene):
    opening = scene.half_open(session)
    text = scene.finish(session, opening, scene.whole(session, opening) + b"\n")

    safe = safes.find_safe(session, scene.owner.account.id)
    assert keys.unwrap_by_card(session, safe, text=text) == scene.owner.made.identity
    with pytest.raises(keys.WrongKey):
        keys.unwrap_by_card(session, safe, text=scene.owner.made.card)
    assert (opening.half, count(session, OfficerWrap)) == (None, 0)
    assert (opening.first_structure_id, opening.second_structure_id) == (scene.here, scene.there)
    assert queries.must_renew(session, safe)
    safe.public_key = crypto.recipient_of(crypto.new_identity())
    session.flush()
    assert not queries.must_renew(session, safe)


def test_every_step_is_in_both_journals_for_ever(session, scene):
    opening = scene.half_open(session)
    scene.finish(session, opening, scene.whole(session, opening))

    entries = safes.entries(session, scene.owner.made.safe.id)
    assert [(e.act, e.channel) for e in entries][:3] == [
        (Act.OPENED_BY_OFFICERS, Channel.OFFICER),
        (Act.OPENING_ASKED, Channel.MEDIATOR),
        (Act.OFFICERS_ADDED, Channel.OWNER),
    ]
    other = session.get_one(Account, scene.other.account_id)
    assert entries[0].who == other.public_id
    events = session.execute(
        sa.select(AuditEvent.action, AuditEvent.actor_account_id)
        .where(AuditEvent.action.startswith("rescue."))
        .order_by(AuditEvent.id)
    ).all()
    me, second = scene.agent.account_id, scene.other.account_id
    assert events[1:] == [
        ("rescue.opening_started", me),
        ("rescue.opening_taken", me),
        ("rescue.opening_half", me),
        ("rescue.opening_taken", second),
        ("rescue.opened_by_officers", second),
    ]
    assert [one.reason for one in queries.openings_of(session, scene.owner.made.safe.id)] == [
        "phrase oubliée"
    ]


def test_nothing_goes_on_before_72_hours_unless_the_owner_is_there(session, scene):
    opening = scene.start(session)
    early = LATER - timedelta(seconds=1)
    with pytest.raises(ceremony.NotThisStep):
        scene.outer(session, opening, at=early)

    assert officers.confirm(
        session, safe_id=scene.owner.made.safe.id, actor=scene.owner.actor, at=AT
    )
    assert scene.outer(session, opening, at=AT)
    assert not officers.confirm(
        session, safe_id=scene.owner.made.safe.id, actor=scene.owner.actor, at=AT
    )


def test_no_step_may_be_skipped(session, scene):
    opening = scene.start(session)
    identity = scene.owner.made.identity.encode()
    for at in (AT, LATER):
        with pytest.raises(NotFound):  # elsewhere, nobody sees it before it is half open
            scene.finish(session, opening, identity, at=at)
        with pytest.raises(ceremony.NotThisStep):
            scene.finish(session, opening, identity, actor=scene.agent, at=at)
        with pytest.raises(ceremony.NotThisStep):
            ceremony.sealed_for_second(session, opening.public_id, actor=scene.agent, at=at)
    scene.give_half(session, opening, opened_by(scene.outer(session, opening), scene.first))

    with pytest.raises(ceremony.NotThisStep):
        scene.outer(session, opening)
    with pytest.raises(ceremony.NotThisStep):
        scene.give_half(session, opening, b"again")


@pytest.mark.parametrize("who", ["agent", "colleague"])
def test_one_agent_or_one_structure_does_not_do_both(session, scene, who):
    opening = scene.half_open(session)
    whole = scene.whole(session, opening)

    with pytest.raises(ceremony.OneAgent):
        scene.finish(session, opening, whole, actor=getattr(scene, who))
    with pytest.raises(ceremony.OneAgent):
        ceremony.sealed_for_second(session, opening.public_id, actor=getattr(scene, who), at=LATER)


def test_one_person_with_two_accounts_does_not_do_both(session, settings, scene):
    opening = scene.half_open(session)
    whole = scene.whole(session, opening)
    twin = scene.agent_of(session, settings, "Garnier Aline", scene.there)

    with pytest.raises(ceremony.OneAgent):
        scene.finish(session, opening, whole, actor=twin)


def test_the_database_refuses_one_agent_and_one_structure(engine, settings):
    with write_session(engine) as session:
        scene = Scene(session, settings)
        opening = scene.half_open(session)
    for wrong in (
        {"second_agent_id": scene.agent.account_id},
        {"second_structure_id": scene.here},
    ):
        with pytest.raises(IntegrityError), write_session(engine) as session:
            session.execute(
                sa.update(OfficerOpening).where(OfficerOpening.id == opening.id).values(**wrong)
            )


def test_only_the_agent_who_started_takes_the_first_file(session, scene):
    opening = scene.start(session)

    with pytest.raises(ceremony.NotThisStep):
        scene.outer(session, opening, actor=scene.colleague)
    with pytest.raises(NotFound):
        scene.outer(session, opening, actor=scene.other)


def test_only_what_the_first_body_opened_is_taken(session, scene):
    opening = scene.start(session)
    outer = scene.outer(session, opening)
    half = opened_by(outer, scene.first)
    mine = crypto.seal_to(b"x", recipients=scene.second.said.recipients)
    for content, why in (
        (outer, "not_opened"),
        (mine, "wrong_half"),
        (half + b"\n", "wrong_half"),
        (scene.owner.made.identity.encode(), "wrong_half"),
        (b"", "wrong_half"),
    ):
        with pytest.raises(ceremony.WrongFile) as refused:
            scene.give_half(session, opening, content)
        assert refused.value.code == why


def test_only_the_identity_of_this_safe_is_taken(session, scene):
    opening = scene.half_open(session)
    for content in (b"", b"\xff" * 80, b"AGE-SECRET-KEY-1WRONG", opening.half):
        with pytest.raises(ceremony.WrongFile):
            scene.finish(session, opening, content)
    with pytest.raises(keys.KeyReplaced):
        scene.finish(session, opening, crypto.new_identity().encode())
    assert opening.done_at is None


def test_only_who_asked_before_may_be_opened(session, settings, scene):
    safe_id = scene.owner.made.safe.id
    officers.opt_out(session, safe_id=safe_id, actor=scene.owner.actor, at=AT)
    with pytest.raises(officers.NotAskedFor):
        scene.start(session)
    assert count(session, OfficerWrap) == 0
    scene.opt_in(session)
    scene.bodies = (scene.first.said, body("Autre", "Zoé").said)

    with pytest.raises(officers.NotAskedFor):
        scene.start(session)


def test_taking_the_key_back_stops_what_is_under_way(session, scene):
    opening = scene.half_open(session)
    whole = scene.whole(session, opening)
    officers.opt_out(session, safe_id=scene.owner.made.safe.id, actor=scene.owner.actor, at=LATER)

    with pytest.raises(ceremony.NotThisStep):
        scene.finish(session, opening, whole)


def test_a_stop_ends_it_and_forgets_the_half(session, scene):
    opening = scene.half_open(session)
    whole = scene.whole(session, opening)
    officers.stop(session, safe_id=scene.owner.made.safe.id, actor=scene.owner.actor, at=LATER)
    session.refresh(opening)

    assert opening.half is None
    with pytest.raises(ceremony.NotThisStep):
        scene.finish(session, opening, whole)


def test_a_replaced_public_key_freezes_the_ceremony(session, scene):
    opening = scene.half_open(session)
    thief = crypto.new_identity()
    session.execute(sa.update(Safe).values(public_key=crypto.recipient_of(thief)))
    session.expire_all()

    with pytest.raises(officers.NotAskedFor):
        scene.finish(session, opening, thief.encode())


def test_two_facts_and_a_stranger_are_needed_to_start(session, settings, scene):
    with pytest.raises(WrongFacts):
        scene.start(session, said=Facts(NAME, birth_year="1980"))
    namesake = scene.agent_of(session, settings, "Diarra Fatoumata", scene.here)
    with pytest.raises(OwnAccount):
        scene.start(session, actor=namesake)
    session.get_one(Account, scene.owner.account.id).blocked_at = AT
    session.flush()
    with pytest.raises(officers.Blocked):
        scene.start(session)


def test_the_owner_is_told_when_it_starts(session, scene):
    person = session.get_one(Person, scene.owner.account.person_id)
    person.email, person.email_confirmed_at = "fatou@example.fr", AT
    session.flush()
    scene.start(session)

    assert session.scalars(sa.select(Message.text_code)).all() == ["safe_release_asked"]


def test_two_starts_at_once_make_one(engine, settings):
    with write_session(engine) as session:
        scene = Scene(session, settings)
    answers = together(engine, [scene.start, lambda db: scene.start(db, actor=scene.colleague)])

    assert sum(isinstance(answer, OfficerOpening) for answer in answers) == 1
    assert sum(isinstance(answer, DomainError) for answer in answers) == 1


def test_two_ends_at_once_make_one_card(engine, settings):
    with write_session(engine) as session:
        scene = Scene(session, settings)
        opening = scene.half_open(session)
        whole = scene.whole(session, opening)
    answers = together(engine, [lambda db: scene.finish(db, opening, whole)] * 3)

    assert sum(isinstance(answer, str) for answer in answers) == 1


@pytest.mark.parametrize("because", list(Because))
def test_the_end_of_an_account_stops_what_is_asked(session, settings, scene, because):
    holder = side(session, settings, "Henri Lemoine")
    tie = trust(session, scene.owner, holder)
    ask(session, tie, holder)
    opening = scene.half_open(session)
    for _twice in range(2):
        ends.end(
            session,
            account_id=scene.owner.account.id,
            person_id=scene.owner.account.person_id,
            because=because,
            actor=SYSTEM,
            at=AT,
        )
    session.refresh(opening)

    assert (opening.stopped_at, opening.half) == (AT, None)
    if because is Because.CLOSED:
        assert [count(session, table) for table in (Trusted, OfficerWrap, Release)] == [0, 0, 0]
    else:
        assert session.scalars(sa.select(Release.stopped_at)).all() == [AT]
        assert [count(session, table) for table in (Trusted, OfficerWrap)] == [1, 1]


def test_what_a_lost_account_asked_of_others_stops_too(session, settings, scene):
    holder = side(session, settings, "Henri Lemoine")
    ask(session, trust(session, scene.owner, holder), holder)
    ends.end(
        session, account_id=holder.account.id, person_id=None, because=Because.TAKEN_OVER,
        actor=SYSTEM, at=AT,
    )  # fmt: skip

    assert session.scalars(sa.select(Release.stopped_at)).all() == [AT]
    ends.end(
        session, account_id=holder.account.id, person_id=None, because=Because.CLOSED,
        actor=SYSTEM, at=AT,
    )  # fmt: skip
    assert count(session, Trusted) == 0
