"""The keys of lending: an agent's from their phrase, a link's from its token and its code."""

from inclusion import crypto
from inclusion.safe import envelope
from inclusion.safe.envelope import Stretch

LINK_PURPOSE = "inclusion.lending.v1.link"


def desk_identity(passphrase: str, *, stretch: Stretch, pepper: bytes, agent: str) -> str:
    """Give the identity that an agent's passphrase opens their desk key with."""
    return envelope.passphrase_identity(
        passphrase, stretch=stretch, pepper=pepper, safe=f"desk:{agent}"
    )


def link_identity(token: str, code: str, *, stretch: Stretch) -> str:
    """Give the identity that a link and its code open a loan with.

    The token has 256 bits and is kept nowhere: who steals the server has nothing to guess from.
    """
    stretched = crypto.argon2id(
        code.encode(),
        salt=bytes.fromhex(stretch.salt),
        memory_kib=stretch.memory_kib,
        time_cost=stretch.time_cost,
        parallelism=stretch.parallelism,
    )
    return crypto.identity_from(crypto.hkdf(token.encode() + stretched, purpose=LINK_PURPOSE))
