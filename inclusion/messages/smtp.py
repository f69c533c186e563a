"""Send one e-mail by SMTP, step by step, so as to know what an error means. Source: RFC 5321.

Until the final dot nothing has left. After it, only an answer tells: without one, the message is
in doubt, since SMTP knows no idempotency key.
"""

import contextlib
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from inclusion.messages.gateways import InDoubt, NotSent, Refused
from inclusion.messages.texts import Written
from inclusion.settings import Settings

STEP_SECONDS = 10
PATIENCE_SECONDS = 60
ANSWER_SECONDS = 45
"""The whole dialogue ends before the lease of its message does."""
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LINE_END = re.compile(r"\r\n|\r|\n")


def send(
    settings: Settings, *, to: str, written: Written, language: str, public_id: str, at: datetime
) -> None:
    """Hand an e-mail to the gateway; returns when it said that it took it.

    Raises NotSent, Refused or InDoubt.
    """
    address = _ascii_domain(to)
    try:
        content = _message(
            settings,
            address=address,
            written=written,
            language=language,
            public_id=public_id,
            at=at,
        ).as_bytes(policy=SMTP)
    except ValueError as error:  # a line end where a header has none
        raise Refused("address") from error
    began = time.monotonic()
    client = _connected(settings)
    try:
        _step(lambda: client.mail(settings.mail_from), "sender")
        _step(lambda: client.rcpt(address), "recipient")
        _step(lambda: client.docmd("DATA"), "data", wanted=354)
        _sure(lambda: client.send(_stuffed(content)))
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise NotSent("slow", is_down=True)
        _end(client)
    finally:
        client.close()


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _connected(settings: Settings) -> smtplib.SMTP:
    parts = urlsplit(settings.smtp_url)
    port = parts.port or PORTS[parts.scheme]
    name, host = settings.mail_from.rpartition("@")[2], parts.hostname or ""
    client: smtplib.SMTP | None = None
    try:
        if parts.scheme == "smtps":
            client = smtplib.SMTP_SSL(host, port, name, timeout=STEP_SECONDS, context=_tls())
        else:
            client = smtplib.SMTP(host, port, name, timeout=STEP_SECONDS)
        if parts.scheme == "smtp+starttls":
            client.starttls(context=_tls())
        client.ehlo_or_helo_if_needed()
        if parts.username:
            client.login(unquote(parts.username), unquote(parts.password or ""))
    except (OSError, smtplib.SMTPException) as error:
        if client is not None:
            client.close()
        raise NotSent("unreachable", is_down=True) from error
    return client


def _step(act: Callable[[], tuple[int, bytes]], name: str, wanted: int = 250) -> None:
    code = _sure(act)[0]
    if code == wanted or (wanted == 250 and code == 251):
        return
    if 500 <= code < 600:
        raise Refused(f"smtp_{name}_{code}")
    raise NotSent(f"smtp_{name}_{code}", is_down=code == 421)


def _sure(act: Callable[[], tuple[int, bytes] | None]) -> tuple[int, bytes]:
    """Run a step before the final dot: whatever happens, nothing has left."""
    try:
        return act() or (250, b"")
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent("unreachable", is_down=True) from error
    except ValueError as error:  # an address that cannot be written on a line of SMTP
        raise Refused("address") from error


def _end(client: smtplib.SMTP) -> None:
    if client.sock is not None:
        client.sock.settimeout(ANSWER_SECONDS)
    try:
        client.send(b".\r\n")
        code, _text = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise InDoubt("no_answer") from error
    if code == 250:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            client.putcmd("quit")
        return
    if 500 <= code < 600:
        raise Refused(f"smtp_end_{code}")
    if 400 <= code < 500:
        raise NotSent(f"smtp_end_{code}")
    raise InDoubt("no_answer")


def _message(
    settings: Settings,
    *,
    address: str,
    written: Written,
    language: str,
    public_id: str,
    at: datetime,
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = formataddr((settings.product_name, settings.mail_from))
    message["To"] = address
    message["Subject"] = written.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{public_id}@{settings.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(written.body + "\n", cte="quoted-printable")
    message["Content-Language"] = language
    return message


def _ascii_domain(to: str) -> str:
    """Write the domain in ASCII; raises Refused when the address cannot be."""
    local, _at, domain = to.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Refused("address") from error


def _stuffed(content: bytes) -> bytes:
    """End lines with CRLF and double the dots that begin them. Source: RFC 5321, 4.5.2."""
    lines = _LINE_END.split(content.decode("ascii").removesuffix("\n").removesuffix("\r"))
    return "".join(f".{one}\r\n" if one[:1] == "." else f"{one}\r\n" for one in lines).encode()
