"""The page that shows a rescue card, once; the counter where it must then be tried."""

from typing import TYPE_CHECKING

from flask import render_template

from inclusion.safe import paper, queries
from inclusion.safe.rules import WrapKind
from inclusion.web.session import reading
from inclusion.web.visit import PLACE, visit

if TYPE_CHECKING:
    from inclusion.safe.models import Safe


def card_page(card: str, *, next_url: str | None = None) -> str:
    """Return the page that shows a card: nothing keeps it. next_url: where the errand goes on."""
    return render_template(
        "safe/new_card.html",
        card=card,
        qr=paper.qr(card),
        has_pdf=paper.has_pdf(),
        next_url=next_url,
    )


def must_try(safe: "Safe") -> bool:
    """Tell whether the owner, at a counter, drew a card in this visit and has not tried it yet."""
    row = visit().row
    if visit().get(PLACE) is None or row is None:
        return False
    if safe.card_tried_at is not None or safe.card_untried is not None:
        return False
    with reading() as session:
        drawn_at = queries.wrap(session, safe.id, WrapKind.CARD).created_at
    return drawn_at >= row.created_at
