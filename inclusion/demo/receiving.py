"""Deposits of the demonstration: who may make them, and a paper that waits to be sorted."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import SYSTEM, Actor
from inclusion.demo.safe import drawn
from inclusion.intake.taking import Incoming, Wishes, taken_in
from inclusion.organisations import queries as organisations
from inclusion.provider.rules import SAFE_DEPOSIT
from inclusion.provider.service import clients, consents
from inclusion.receiving.queries import Depositor
from inclusion.receiving.rules import Kind
from inclusion.receiving.service import depositors, deposits
from inclusion.receiving.service.deposits import Giver
from inclusion.safe import queries as safes
from inclusion.safe import sealing
from inclusion.safe.custody import Custody
from inclusion.safe.rules import Category
from inclusion.safe.sealing import Label
from inclusion.settings import Settings
from inclusion.storage import Store
from inclusion.tokens import secret_token

OWNER, GIVER = "100000006", "200000005"
SERVICE = "Caisse de retraite (exemple)"
NAME = "Attestation d’hébergement (exemple)"
NOTE = "Vous me l’avez laissée mardi. Je vous la remets ici."


def load(
    session: Session,
    *,
    accounts: Mapping[str, Account],
    store: Store,
    settings: Settings,
    at: datetime,
) -> None:
    """Allow a structure and a service; let a mediator deposit a paper yesterday."""
    owner, agent = accounts[OWNER], accounts[GIVER]
    safe = safes.find_safe(session, owner.id)
    if safe is None or agent.structure_id is None:
        raise LookupError(OWNER)
    structure = organisations.structure(session, agent.structure_id)
    before = at - timedelta(days=3)
    allowed = Depositor(Kind.STRUCTURE, structure.id, structure.public_id, structure.name)
    depositors.allow(session, safe_id=safe.id, depositor=allowed, at=before)
    _service(session, owner, settings=settings, at=before)
    by = f"{agent.name} ({structure.name})"
    file = Incoming(drawn(NAME, "PDF"), "attestation.pdf")
    with taken_in([file], Wishes(settings.max_upload_bytes)) as intake:
        label = Label(NAME, Category.HOUSING, note=NOTE, depositor=by)
        sealed = sealing.sealed(store, intake, label, public_key=safe.public_key)
    deposits.deposit(
        session,
        custody=Custody.of(settings, store),
        giver=Giver(agent.public_id, by, agent_id=agent.id, structure_id=structure.id),
        safe_id=safe.id,
        sealed=sealed,
        key=secret_token(),
        fingerprint="",
        at=at - timedelta(days=1),
    )


def _service(session: Session, owner: Account, *, settings: Settings, at: datetime) -> None:
    """Register a service that may deposit, and let the owner enter it and allow it."""
    client, _secret = clients.register(
        session,
        name=SERVICE,
        redirect_uris=["https://retraite.exemple.fr/retour"],
        scope=f"openid profile {SAFE_DEPOSIT}",
        actor=SYSTEM,
        at=at,
        with_loopback=False,
    )
    consents.give(
        session,
        account=owner,
        client=client,
        scope=client.scope,
        secrets=settings.secrets,
        actor=Actor(owner.id, owner.role.value, None),
        at=at,
    )
    depositors.hear(
        session,
        account_id=owner.id,
        client=client.public_id,
        scope=client.scope,
        is_given=True,
        at=at,
    )
