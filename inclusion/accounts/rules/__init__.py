"""Roles of an account (pure)."""

from enum import StrEnum


class Role(StrEnum):
    """What an account is for. Agents (all but citizens) belong to a structure."""

    CITIZEN = "citizen"
    MEDIATOR = "mediator"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


AGENTS = frozenset({Role.MEDIATOR, Role.COORDINATOR, Role.ADMINISTRATOR})
