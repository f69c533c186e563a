"""Send one SMS through an HTTP gateway that takes an idempotency key.

The key is the message's own and never changes: whatever was lost on the way, sending again is
harmless, since the gateway delivers one key once.
"""

import ssl
from functools import lru_cache

import httpx

from inclusion.messages.gateways import NotSent, Refused
from inclusion.messages.texts import Written
from inclusion.settings import Settings

SECONDS = 10
_LATER = frozenset({401, 403, 408, 409, 425, 429})
"""Our own credentials, or the gateway's haste: nothing is wrong with the message."""


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def send(settings: Settings, *, to: str, written: Written, public_id: str) -> None:
    """Hand an SMS to the gateway; raises NotSent or Refused."""
    headers = {"Idempotency-Key": public_id}
    if settings.sms_token:
        headers["Authorization"] = f"Bearer {settings.sms_token}"
    try:
        answer = httpx.post(
            settings.sms_url,
            json={"to": to, "text": written.body},
            headers=headers,
            verify=_tls(),
            timeout=SECONDS,
            follow_redirects=False,
            trust_env=False,
        )
    except httpx.HTTPError as error:
        raise NotSent("unreachable", is_down=True) from error
    code = answer.status_code
    if 200 <= code < 300:
        return
    if 400 <= code < 500 and code not in _LATER:
        raise Refused(f"http_{code}")
    raise NotSent(f"http_{code}", is_down=code not in (408, 409))
