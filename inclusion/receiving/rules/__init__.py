"""What a deposit says of itself, and who may make one (pure)."""

import re
from datetime import timedelta
from enum import StrEnum

NOTE_LENGTH = 500
FOLDER_LENGTH = 60
DEPOSITS_PER_WINDOW = 120
"""How many requests a service may make within `WINDOW`, good or bad."""
WINDOW = timedelta(minutes=10)
ANSWER_PURPOSE = "inclusion.receiving.v1.answer"
"""The answer to a deposit is sealed by the depositor's own key, which we do not keep."""

KEY_SHAPE = re.compile(r"[\x21-\x7e]{20,100}")


class Kind(StrEnum):
    """Who may be allowed to put papers in a safe."""

    STRUCTURE = "structure"
    AGENT = "agent"
    SERVICE = "service"


IN_PRESENCE = "in_presence"
"""The reason of a deposit to which the person agreed before the agent, for this once."""
