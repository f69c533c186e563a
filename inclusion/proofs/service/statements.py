"""What a paper's receipt says: opened by its owner, read by anybody."""

from collections.abc import Mapping, Sequence
from typing import Any

from inclusion import crypto, receipts
from inclusion.errors import NotFound
from inclusion.safe.queries import Paper

KINDS = frozenset({"deposit", "erasure", "heads"})
NF_NAMES = {
    "object_id": "document",
    "depositor_id": "depositor",
    "deposited_at": "deposited_at",
    "size_bytes": "size_bytes",
    "hash_algorithm": "hash_algorithm",
    "hash": "sha256",
}
"""The six metadata of NF Z42-020, and the claim of the receipt that holds each."""


def receipt_of(paper: Paper, *, keys: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Return the receipt of an open paper, and what it says.

    Raises NotFound when it has none, CannotOpen and NotGenuine when it is not its own.
    """
    sealed = paper.row.sealed_receipt
    if sealed is None:
        raise NotFound("receipt")
    text = crypto.unseal(sealed, identity=paper.identity).decode()
    claims = receipts.verified(text, keys=keys)
    if claims.get("kind") != "deposit" or claims.get("document") != paper.public_id:
        raise receipts.NotGenuine("receipt")
    return text, claims


def technical_metadata(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return the six metadata of NF Z42-020 from the claims of a receipt."""
    return {name: claims[claim] for name, claim in NF_NAMES.items()}
