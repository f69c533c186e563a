"""Object store port, and its two kinds: a local directory, and S3. Sealed bytes in and out.

A store only ever holds ciphertext. The database row is the truth about which objects are
alive; an object without a row is an orphan, and the safe sweeps it.
"""

from inclusion.storage.local import LocalStore
from inclusion.storage.opening import open_store
from inclusion.storage.port import (
    ObjectExists,
    ObjectMissing,
    Sink,
    Store,
    StoreAway,
    StoreRefused,
    new_key,
)
from inclusion.storage.s3 import S3Store

__all__ = [
    "LocalStore", "ObjectExists", "ObjectMissing", "S3Store", "Sink", "Store", "StoreAway",
    "StoreRefused", "new_key", "open_store",
]  # fmt: skip
