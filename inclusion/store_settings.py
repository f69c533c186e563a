"""Where sealed documents are kept: a folder, or a bucket of an S3 server and the keys to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from inclusion.secret_file import SettingsError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class S3Access:
    """How to reach an S3 server. is_path_style: the bucket is in the path, not in the host name."""

    endpoint: str
    region: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    is_path_style: bool = True


def storage_url(environ: Mapping[str, str], var_dir: Path) -> str:
    """Read the address of the store. Raises SettingsError."""
    url = environ.get("INCLUSION_STORAGE_URL", f"file:{var_dir / 'storage'}")
    parts = urlsplit(url)
    if parts.scheme == "s3":
        if not parts.hostname or parts.netloc != parts.hostname or parts.query or parts.fragment:
            raise SettingsError(
                "INCLUSION_STORAGE_URL must be s3://bucket or s3://bucket/prefix, "
                "without keys: they go in the file of INCLUSION_S3_KEYS_FILE."
            )
        return url
    if parts.scheme != "file" or len(url) == len("file:"):
        raise SettingsError(
            f"INCLUSION_STORAGE_URL is {url!r}: write file: and a folder, or s3://bucket/prefix."
        )
    return url


def s3_access(environ: Mapping[str, str], environment: str) -> S3Access | None:
    """Read how to reach S3, None when documents are kept in a folder. Raises SettingsError."""
    if not environ.get("INCLUSION_STORAGE_URL", "").startswith("s3:"):
        return None
    style = environ.get("INCLUSION_S3_PATH_STYLE", "1")
    if style not in ("0", "1"):
        raise SettingsError(f"INCLUSION_S3_PATH_STYLE is {style!r}: write 1 or 0.")
    key_id, secret = _keys(environ.get("INCLUSION_S3_KEYS_FILE", ""))
    return S3Access(
        endpoint=_endpoint(environ.get("INCLUSION_S3_ENDPOINT", ""), environment),
        region=environ.get("INCLUSION_S3_REGION", "us-east-1"),
        access_key_id=key_id,
        secret_access_key=secret,
        is_path_style=style == "1",
    )


def _endpoint(url: str, environment: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise SettingsError(
            "INCLUSION_S3_ENDPOINT must be the address of the S3 server: https://s3.exemple.fr."
        )
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError("INCLUSION_S3_ENDPOINT must end after the name of the server.")
    if parts.scheme == "http" and environment == "production" and parts.hostname not in LOOPBACK:
        raise SettingsError(
            "INCLUSION_S3_ENDPOINT must start with https://, unless the server is on this machine."
        )
    return url.rstrip("/")


def _keys(name: str) -> tuple[str, str]:
    path = Path(name)
    if not name or not path.is_file():
        raise SettingsError(
            "INCLUSION_S3_KEYS_FILE must be a file (mode 0600) of JSON: "
            '{"access_key_id": "…", "secret_access_key": "…"}.'
        )
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path} holds the keys of the store: make it private (chmod 600).")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = content["access_key_id"], content["secret_access_key"]
    except (OSError, ValueError, KeyError, TypeError):
        found = "", ""
    if not all(isinstance(value, str) and value for value in found):
        raise SettingsError(f"{path} must hold access_key_id and secret_access_key, as JSON.")
    return found
