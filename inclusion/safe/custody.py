"""What keeping papers needs besides the database: the store, the signing key, the limits."""

from dataclasses import dataclass, field

from inclusion.settings import Settings
from inclusion.storage import Store


@dataclass(frozen=True, slots=True)
class Custody:
    """Where sealed objects lie, the key that signs receipts, and how much a safe may hold."""

    store: Store
    signing_key: bytes = field(repr=False)
    issuer: str
    most_documents: int
    quota_bytes: int

    @classmethod
    def of(cls, settings: Settings, store: Store) -> "Custody":
        """Return the custody of an application."""
        return cls(
            store=store,
            signing_key=settings.secrets.signing_key,
            issuer=settings.public_url,
            most_documents=settings.safe_most_documents,
            quota_bytes=settings.safe_quota_bytes,
        )
