"""Requests whose uploaded files wait in memory or a private folder, never in a shared one."""

import tempfile
from typing import IO, Any

import flask

from inclusion import spool

IN_MEMORY_BYTES = 65_536


class Request(flask.Request):
    """Flask's request, with our spool for files."""

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
