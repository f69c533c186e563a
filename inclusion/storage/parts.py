"""Give up the parts of objects whose writer was killed: two requests that obstore does not offer.

Source: Amazon S3 API, ListMultipartUploads and AbortMultipartUpload; Signature Version 4.
"""

import hashlib
import hmac
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

import httpx

from inclusion.storage.port import StoreAway
from inclusion.store_settings import S3Access

TIMEOUT_SECONDS = 20
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
UPLOAD = re.compile(r"<Upload>(.*?)</Upload>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Parts that wait for an end: the path of the object, their number, when they began."""

    path: str
    upload: str
    began_at: datetime


def abort_unfinished(access: S3Access, bucket: str, prefix: str, *, before: datetime) -> int:
    """Give up what was begun under a prefix before an instant; say how many. Raises StoreAway."""
    with httpx.Client(timeout=TIMEOUT_SECONDS) as client:
        old = [one for one in _unfinished(client, access, bucket, prefix) if one.began_at < before]
        for one in old:
            url = f"{_address(access, bucket)}/{quote(one.path)}"
            _asked(client, access, "DELETE", url, {"uploadId": one.upload})
    return len(old)


def listed(answer: str) -> list[Unfinished]:
    """Read an answer of ListMultipartUploads."""
    return [
        Unfinished(
            path=_value(found, "Key"),
            upload=_value(found, "UploadId"),
            began_at=datetime.fromisoformat(_value(found, "Initiated")),
        )
        for found in UPLOAD.findall(answer)
    ]


def signed(
    access: S3Access, method: str, url: str, query: dict[str, str], at: datetime
) -> dict[str, str]:
    """Return the headers of a request without a body, signed. url: its path already quoted."""
    parts = urlsplit(url)
    day, stamp = at.strftime("%Y%m%d"), at.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{day}/{access.region}/s3/aws4_request"
    headers = {"host": parts.netloc, "x-amz-content-sha256": EMPTY_SHA256, "x-amz-date": stamp}
    names = ";".join(sorted(headers))
    canonical = "\n".join(
        [
            method,
            parts.path,
            query_text(query),
            *(f"{name}:{headers[name]}" for name in sorted(headers)),
            "",
            names,
            EMPTY_SHA256,
        ]
    )
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{access.secret_access_key}".encode()
    for step in (day, access.region, "s3", "aws4_request"):
        key = hmac.digest(key, step.encode(), "sha256")
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    credential = f"Credential={access.access_key_id}/{scope}"
    authorization = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "authorization": authorization}


def query_text(query: dict[str, str]) -> str:
    """Write a query as it is signed: sorted, everything quoted."""
    return "&".join(
        f"{quote(name, safe='')}={quote(query[name], safe='')}" for name in sorted(query)
    )


def _unfinished(
    client: httpx.Client, access: S3Access, bucket: str, prefix: str
) -> Iterator[Unfinished]:
    query = {"uploads": "", "prefix": f"{prefix}/" if prefix else ""}
    while True:
        answer = _asked(client, access, "GET", f"{_address(access, bucket)}/", query)
        yield from listed(answer)
        if _value(answer, "IsTruncated") != "true":
            return
        query |= {
            "key-marker": _value(answer, "NextKeyMarker"),
            "upload-id-marker": _value(answer, "NextUploadIdMarker"),
        }


def _asked(
    client: httpx.Client, access: S3Access, method: str, url: str, query: dict[str, str]
) -> str:
    headers = signed(access, method, url, query, datetime.now(UTC))
    try:
        answer = client.request(method, f"{url}?{query_text(query)}", headers=headers)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise StoreAway from error
    return answer.text


def _address(access: S3Access, bucket: str) -> str:
    if access.is_path_style:
        return f"{access.endpoint.rstrip('/')}/{quote(bucket)}"
    scheme, _, rest = access.endpoint.rstrip("/").partition("://")
    return f"{scheme}://{bucket}.{rest}"


def _value(text: str, name: str) -> str:
    found = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
    return html.unescape(found.group(1)) if found else ""
