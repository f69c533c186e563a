"""The two départements."""

from enum import StrEnum


class Department(StrEnum):
    """A département, by its code (INSEE)."""

    YVELINES = "78"
    HAUTS_DE_SEINE = "92"
