"""Let threads in one after the other, in the order in which they came.

A lock of the standard library may be taken again by the thread that has just let it go: under load,
another one then waits for seconds.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Turns:
    """At most `count` threads at once; the others wait, first come, first served."""

    def __init__(self, count: int) -> None:
        """Open as many places."""
        self._free = count
        self._waiting: deque[Event] = deque()
        self._own = Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for one's turn, and give it to the next at the end."""
        gate = self._gate()
        if gate is not None:
            gate.wait()
        try:
            yield
        finally:
            self._give()

    def _gate(self) -> Event | None:
        """Return what to wait for, None when a place is free."""
        with self._own:
            if self._free:
                self._free -= 1
                return None
            gate = Event()
            self._waiting.append(gate)
            return gate

    def _give(self) -> None:
        with self._own:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
