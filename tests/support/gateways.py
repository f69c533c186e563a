"""Real gateways on loopback: an SMTP server, and an HTTP gateway of SMS that knows its keys."""

import asyncio
import email
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.smtp import SMTP


class Mailbox:
    """An SMTP server that keeps what it took; `answers` gives the reply to each step."""

    def __init__(self) -> None:
        self.letters: list[email.message.Message] = []
        self.answers: dict[str, Callable[[], str | None]] = {}
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    async def handle_MAIL(self, _server, _session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._said("mail") or "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, options):  # noqa: N802
        said = self._said("rcpt")
        if said:
            return said
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - their names
        """Keep the letter unless a refusal is said; « drop » takes it and breaks the line."""
        said = self._said("data")
        if said and said != "drop":
            return said
        self.letters.append(email.message_from_bytes(envelope.content))
        if said == "drop":
            server.transport.abort()
            return None
        return "250 OK"

    def _said(self, step: str) -> str | None:
        answer = self.answers.get(step)
        return answer() if answer else None

    def received(self) -> Counter[str]:
        """Count the letters by the key in their Message-ID."""
        return Counter(one["Message-ID"].strip("<>").partition("@")[0] for one in self.letters)

    def start(self) -> None:
        """Listen on a free port, or on the same one again."""
        if not self._thread.is_alive():
            self._thread.start()

        async def listen():
            # The library's own time limits are of minutes; a test is not.
            return await self._loop.create_server(
                lambda: SMTP(self, loop=self._loop, hostname="localhost", timeout=30),
                "127.0.0.1",
                self.port,
            )

        self._server = asyncio.run_coroutine_threadsafe(listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Stop listening: who comes now is refused."""
        self._loop.call_soon_threadsafe(self._server.close)

    def close(self) -> None:
        """Stop for good."""

        async def end():
            self._server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class Telephones:
    """A gateway of SMS: one key is delivered once; `answer` gives a status, or breaks the line."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict, dict]] = []
        self.delivered: Counter[str] = Counter()
        self.answer: Callable[[], int | str] = lambda: 201
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    def start(self) -> None:
        """Listen on a free port, or on the same one again."""
        self._server = _Server(("127.0.0.1", self.port), self._handler())
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Stop listening: who comes now is refused."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sms"

    def _take(self, key: str, headers: dict, body: dict) -> int | str:
        with self._lock:
            self.asked.append((key, headers, body))
            said = self.answer()
            if said in ("drop", 201) and not self.delivered[key]:
                self.delivered[key] += 1
            return said

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                said = gateway._take(self.headers["Idempotency-Key"], dict(self.headers), body)
                if said == "drop":
                    self.close_connection = True
                    return
                self.send_response(int(said))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments) -> None:
                pass

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, _request, _client) -> None:
        """Say nothing: the worker at the other end was killed."""


@contextmanager
def running(gateway) -> Iterator:
    """Run a gateway for the time of a test."""
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.close() if hasattr(gateway, "close") else gateway.stop()
