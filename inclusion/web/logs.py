"""One JSON line a request: which endpoint, which status, how long.

Never an address as typed, a name, a number or a code: a path or a query may hold one.
"""

import json
import logging
import sys
import time
import traceback

from flask import Flask, Response, g, request

from inclusion.tokens import public_id

log = logging.getLogger("inclusion.requests")


class JsonFormatter(logging.Formatter):
    """Writes a record as JSON; of an exception it keeps the places in the code, not the values."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line: dict[str, object] = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "event": record.getMessage(),
        }
        for name in ("reference", "endpoint", "status", "ms"):
            if hasattr(record, name):
                line[name] = getattr(record, name)
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            line["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)[-6:]
            ]
        return json.dumps(line)


def set_up() -> None:
    """Send our logs to the standard error stream."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger("inclusion")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False


def init_app(app: Flask) -> None:
    """Give each request a reference and log its end."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.started = time.perf_counter()
    g.reference = public_id()[:8]


def _end(response: Response) -> Response:
    elapsed = time.perf_counter() - g.get("started", time.perf_counter())
    log.info(
        "request",
        extra={
            "reference": g.get("reference"),
            "endpoint": request.endpoint,
            "status": response.status_code,
            "ms": round(elapsed * 1000, 1),
        },
    )
    return response
