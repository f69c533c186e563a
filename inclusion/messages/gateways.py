"""What a gateway answers when a message did not simply leave."""


class NotSent(Exception):
    """Nothing left: to be tried again later. is_down: the others would meet the same wall."""

    def __init__(self, code: str, *, is_down: bool = False) -> None:
        """Keep the stable code, and whether the whole gateway is at fault."""
        super().__init__(code)
        self.code = code
        self.is_down = is_down


class Refused(Exception):
    """Nothing left and nothing will: the gateway refuses this message."""

    def __init__(self, code: str) -> None:
        """Keep the stable code."""
        super().__init__(code)
        self.code = code


class InDoubt(Exception):
    """It may have left: the gateway took it whole and said nothing more."""

    def __init__(self, code: str) -> None:
        """Keep the stable code."""
        super().__init__(code)
        self.code = code
