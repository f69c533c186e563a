"""A time-stamp (RFC 3161) asked of an outside authority over HTTP: simple unless qualified."""

import hashlib

import httpx
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    decode_timestamp_response,
)

MEDIA_TYPE = "application/timestamp-query"
PATIENCE_SECONDS = 10


class NoAnswer(Exception):
    """The authority gave no time-stamp of what was asked."""


def token_for(content: bytes, *, url: str) -> bytes:
    """Return the authority's answer for the SHA-256 of some bytes. Raises NoAnswer."""
    asked = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        answer = httpx.post(
            url,
            content=asked.as_bytes(),
            headers={"Content-Type": MEDIA_TYPE},
            timeout=PATIENCE_SECONDS,
        )
        answer.raise_for_status()
        response = decode_timestamp_response(answer.content)
    except (httpx.HTTPError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from None
    if PKIStatus(response.status) not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
        raise NoAnswer("refused")
    if response.tst_info.nonce != asked.nonce or not stamps(answer.content, content):
        raise NoAnswer("another_question")
    return answer.content


def stamps(token: bytes, content: bytes) -> bool:
    """Tell whether an answer is about these bytes. `openssl ts -verify` tells who signed it."""
    try:
        imprint = decode_timestamp_response(token).tst_info.message_imprint
    except ValueError:
        return False
    return bool(imprint.message == hashlib.sha256(content).digest())
