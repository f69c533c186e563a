"""The pages of proofs, for `inclusion pages`."""

from functools import partial

from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules import Role
from inclusion.proofs import queries
from inclusion.safe import queries as safes
from inclusion.web.pagelist import Page

OPEN = ("unlocked",)


def pages(session: Session) -> list[Page]:
    """Return the pages of proofs with real ids: of somebody who has papers and erased one."""
    listed = [Page("proofs.verify", "journey"), Page("proofs.keys", "protocol")]
    for account in accounts.citizens(session):
        safe = safes.find_safe(session, account.id)
        erased = queries.certificates(session, safe.id) if safe else []
        if not erased:
            continue
        owned = partial(Page, role=Role.CITIZEN.value, account=account.identifier, needs=OPEN)
        paper = {"document": safes.first_document(session, account.id)}
        gone = {"document": erased[0].document}
        return [
            *listed,
            owned("proofs.check", "journey"),
            owned("proofs.certificates", "journey"),
            owned("proofs.receipt", "journey", args=paper),
            *(
                owned(f"proofs.{name}", "download", args=paper)
                for name in ("receipt_pdf", "receipt_text", "metadata")
            ),
            owned("proofs.certificate", "journey", args=gone),
            *(
                owned(f"proofs.{name}", "download", args=gone)
                for name in ("certificate_pdf", "certificate_text")
            ),
        ]
    return listed
