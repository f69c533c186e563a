"""Read the identities of accounts."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.errors import NotFound
from inclusion.federation.models import IdentityLink
from inclusion.federation.rules import Identity, may_be
from inclusion.people.models import Person

DAY_LENGTH = len("1971-05-14")


def find(session: Session, *, issuer: str, sub: str) -> IdentityLink | None:
    """Return the link of an identity, None when it opens nothing."""
    return session.scalar(
        sa.select(IdentityLink).where(IdentityLink.issuer == issuer, IdentityLink.sub == sub)
    )


def links(session: Session, account_id: int) -> list[IdentityLink]:
    """Return the identities of an account, the oldest first."""
    return list(
        session.scalars(
            sa.select(IdentityLink)
            .where(IdentityLink.account_id == account_id)
            .order_by(IdentityLink.id)
        )
    )


def link(session: Session, *, account_id: int, public_id: str) -> IdentityLink:
    """Return one identity of an account; raises NotFound."""
    found = session.scalar(
        sa.select(IdentityLink).where(
            IdentityLink.account_id == account_id, IdentityLink.public_id == public_id
        )
    )
    if found is None:
        raise NotFound("identity")
    return found


def has_other_way(
    session: Session,
    account: Account,
    taken: IdentityLink,
    *,
    issuers: Collection[str],
    elsewhere: bool = False,
) -> bool:
    """Tell whether an account still opens without `taken`.

    issuers: those that we can ask. elsewhere: whether it opens otherwise than by an identity.
    """
    if elsewhere or account.passphrase_hash is not None:
        return True
    others = [other for other in links(session, account.id) if other.id != taken.id]
    return any(other.issuer in issuers for other in others)


def has_likely_file(session: Session, identity: Identity) -> bool:
    """Tell whether somebody of that name and birth date is known to us; it proves nothing."""
    if identity.birth_on is None or len(identity.birth_on) < DAY_LENGTH:
        return False
    names = session.scalars(sa.select(Person.name).where(Person.birth_on == identity.birth_on))
    return any(may_be(identity, name, identity.birth_on) for name in names)


def ways(session: Session, account_id: int) -> set[str]:
    """Return {"identity"} when an identity opens the account."""
    return {"identity"} if links(session, account_id) else set()
