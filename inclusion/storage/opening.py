"""Open the store that the settings name."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from inclusion.storage.local import LocalStore
from inclusion.storage.port import Store, StoreRefused
from inclusion.storage.s3 import S3Store
from inclusion.store_settings import S3Access


def open_store(url: str, s3: S3Access | None = None) -> Store:
    """Give the store at this address, probed: `file:/path`, `file:relative`, `s3://bucket/prefix`.

    Raises StoreRefused when the address is of no known kind or the probe fails.
    """
    store = _store(url, s3)
    store.probe()
    return store


def _store(url: str, s3: S3Access | None) -> Store:
    parts = urlsplit(url)
    if parts.scheme == "s3" and parts.netloc and s3 is not None:
        return S3Store(parts.netloc, parts.path.strip("/"), s3)
    if parts.scheme != "file" or parts.netloc or not parts.path:
        raise StoreRefused("store_address_unknown", "The address of the store is of no known kind.")
    return LocalStore(Path(unquote(parts.path)))
