"""The pages of federation, for `inclusion pages`."""

from sqlalchemy.orm import Session

from inclusion.web.pagelist import Page


def pages(_session: Session) -> list[Page]:
    """Return the page that stands without a provider; the others need a dance."""
    return [Page("federation.identities", "journey", role="citizen")]
