"""The pages of accounts, for `inclusion pages`."""

from functools import partial

from sqlalchemy.orm import Session

from inclusion.accounts import queries
from inclusion.accounts.rules import Role
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return the pages of accounts with real ids."""
    agent = next(a for a in queries.agents(session) if a.role is Role.MEDIATOR)
    administration = partial(Page, kind="agent", role=Role.ADMINISTRATOR.value)
    return [
        Page("accounts.sign_in", "journey"),
        Page("accounts.ask_code", "journey"),
        Page("accounts.received_code", "journey"),
        Page("accounts.sheet", "journey"),
        Page("accounts.paper_codes", "journey", role="citizen"),
        Page("accounts.sign_up", "journey"),
        Page("accounts.sign_up_birth", "journey"),
        Page("accounts.sign_up_contact", "journey"),
        Page("accounts.sign_up_passphrase", "journey"),
        Page("accounts.signed_up", "journey", role="citizen"),
        Page("accounts.show", "journey", role="citizen"),
        Page("accounts.contact", "journey", role="citizen"),
        Page("accounts.passphrase", "journey", role="citizen"),
        Page("accounts.passphrase_changed", "journey", role="citizen"),
        Page("accounts.confirm", "journey", role="citizen", args={"channel": "telephone"}),
        Page("accounts.visits", "journey", role="citizen"),
        Page("accounts.history", "list", role="citizen"),
        Page("accounts.choices", "journey", role="citizen"),
        Page("accounts.export", "journey", role="citizen"),
        Page("accounts.close", "journey", role="citizen"),
        Page("accounts.show", "list", role=Role.MEDIATOR.value),
        Page("accounts.visits", "list", role=Role.MEDIATOR.value),
        Page("accounts.history", "list", role=Role.MEDIATOR.value),
        Page("accounts.passkey_sign_in", "list"),
        Page("accounts.prove", "list", role="citizen"),
        Page("accounts.passkeys", "journey", role="citizen"),
        Page("accounts.add_passkey", "list", role="citizen"),
        Page("accounts.totp", "agent", role=Role.MEDIATOR.value),
        Page("accounts.new_totp", "agent", role=Role.MEDIATOR.value),
        administration("accounts.administration"),
        administration("accounts.add_agent"),
        administration("accounts.networks"),
        administration("accounts.agent_added", args={"public_id": agent.public_id}),
    ]
