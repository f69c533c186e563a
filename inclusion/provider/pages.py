"""The pages of the provider, for `inclusion pages`."""

from sqlalchemy.orm import Session

from inclusion.web.pagelist import Page


def pages(_session: Session) -> list[Page]:
    """Return the pages of the provider."""
    return [
        Page("provider.services", "journey", role="citizen"),
        Page("provider.clients", "agent", role="administrator"),
        Page("provider.add_client", "agent", role="administrator"),
        Page("provider.discovery", "protocol"),
        Page("provider.jwks", "protocol"),
    ]
