"""Do something with what streams by in a thread beside the work, when there is much of it.

Hashing, writing and age all let other threads run, so two of them take the time of one.
"""

import threading
from collections.abc import Callable
from queue import Queue
from typing import Self

LARGE_BYTES = 1 << 16
WAITING = 8


class Beside:
    """Gives each piece to an act, in order; to be used in a `with`, which ends when all is done.

    The first large piece starts the thread. What the act raises is raised again by `give`, or at
    the end; after that nothing more is given to it.
    """

    def __init__(self, act: Callable[[bytes], object]) -> None:
        self._act = act
        self._pieces: Queue[bytes] = Queue(WAITING)
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self._thread is not None:
            self._pieces.put(b"")
            self._thread.join()
        if error is None and self._error is not None:
            raise self._error

    def give(self, piece: bytes) -> None:
        """Take the next bytes, and wait a little when too many are ahead."""
        if self._error is not None:
            raise self._error
        if self._thread is None and len(piece) < LARGE_BYTES:
            self._act(piece)
        elif piece:
            self._start()
            self._pieces.put(piece)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while piece := self._pieces.get():
            if self._error is None:
                try:
                    self._act(piece)
                except BaseException as error:  # raised again where it is awaited
                    self._error = error
