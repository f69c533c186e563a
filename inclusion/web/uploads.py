"""Requests whose uploaded files wait in memory or a private folder, never in a shared one."""

import tempfile
from collections.abc import Callable
from typing import IO, Any, TypeVar

import flask

from inclusion import spool

IN_MEMORY_BYTES = 65_536
TIMES_ONE = 4
"""How much several files sent together may weigh, in times the most that one may."""
_SEVERAL = "__several__"
F = TypeVar("F", bound=Callable[..., Any])


def takes_several(view: F) -> F:
    """Let a form of this view hold several files."""
    setattr(view, _SEVERAL, True)
    return view


class Request(flask.Request):
    """Flask's request, with our spool for files and more room where several are taken."""

    @property
    def max_content_length(self) -> int | None:
        """The most bytes that this request may hold."""
        most = super().max_content_length
        view = flask.current_app.view_functions.get(self.endpoint or "")
        return most * TIMES_ONE if most is not None and hasattr(view, _SEVERAL) else most

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Give a file without a name: unlinked at once, readable by this process alone."""
        stream: Any = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - Werkzeug closes it
            max_size=IN_MEMORY_BYTES, dir=spool.home()
        )
        return stream  # type: ignore[no-any-return]  # a binary file
