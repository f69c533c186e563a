"""What the parts of the subprocess raise when a file stays outside."""

from inclusion.intake.rules import Refusal


class Refused(Exception):
    """The file stays outside, for a Refusal."""

    def __init__(self, code: Refusal) -> None:
        """Keep why."""
        self.code = code
        super().__init__(code)
