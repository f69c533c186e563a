"""The pages of accounts, for `inclusion pages`."""

from sqlalchemy.orm import Session

from inclusion.accounts import queries
from inclusion.accounts.rules import Role
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return the pages of accounts with real ids."""
    agent = next(a for a in queries.agents(session) if a.role is Role.MEDIATOR)
    administration = {"role": Role.ADMINISTRATOR.value}
    return [
        Page("accounts.sign_in", "journey"),
        Page("accounts.sign_up", "journey"),
        Page("accounts.sign_up_birth", "journey"),
        Page("accounts.sign_up_contact", "journey"),
        Page("accounts.sign_up_passphrase", "journey"),
        Page("accounts.signed_up", "journey", role="citizen"),
        Page("accounts.show", "journey", role="citizen"),
        Page("accounts.contact", "journey", role="citizen"),
        Page("accounts.passphrase", "journey", role="citizen"),
        Page("accounts.passphrase_changed", "journey", role="citizen"),
        Page("accounts.administration", "agent", **administration),
        Page("accounts.add_agent", "agent", **administration),
        Page(
            "accounts.agent_added", "agent", args={"public_id": agent.public_id}, **administration
        ),
    ]
