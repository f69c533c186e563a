"""The tables of the safe: ciphertext, hashes and dates. No name and no key in clear."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, Instant, IntPk, PublicId, enum_type
from inclusion.safe.rules import BlobKind, Channel, DocumentState, Untried, WrapKind
from inclusion.safe.rules.chain import FIRST


class Safe(Base):
    """The safe of one account. public_key: what deposits are sealed to.

    index_*: the object that lists its papers, sealed to its owner, and how often it was written.
    text_agreed_at: since when its owner lets us read the words of what is put in.
    card_tried_at: when its owner typed the present card back; card_untried: why they did not.
    terms_version: of the conditions that its owner accepted when it was made.
    """

    __tablename__ = "safe"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), unique=True)
    scheme: Mapped[int]
    public_key: Mapped[str] = mapped_column(sa.String(80))
    card_fingerprint: Mapped[str] = mapped_column(sa.String(64))
    card_used_at: Mapped[Instant | None]
    card_tried_at: Mapped[Instant | None]
    card_untried: Mapped[Untried | None] = mapped_column(enum_type(Untried))
    journal_length: Mapped[int] = mapped_column(default=0)
    journal_head: Mapped[str] = mapped_column(sa.String(64), default=FIRST)
    index_key: Mapped[str | None] = mapped_column(sa.String(32), unique=True)
    index_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    index_count: Mapped[int] = mapped_column(default=0)
    text_agreed_at: Mapped[Instant | None]
    terms_version: Mapped[str | None] = mapped_column(sa.String(20))
    created_at: Mapped[Instant]


class SafeWrap(Base):
    """The safe's identity, sealed to one of its keys as an age file."""

    __tablename__ = "safe_wrap"
    __table_args__ = (sa.UniqueConstraint("safe_id", "kind"),)

    id: Mapped[IntPk]
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id"))
    kind: Mapped[WrapKind] = mapped_column(enum_type(WrapKind))
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary())
    stretch: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[Instant]


class SafeDocument(Base):
    """One paper: its sealed metadata, and its key granted to the owner.

    depositor: who put it in (the public id of an account or of a service), empty for the owner.
    follows_id: the version that it replaces. expires_on: in clear only when the owner wants to be
    warned. rekey_due: the safe's key has changed, this paper's own key has not yet.
    """

    __tablename__ = "safe_document"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id"), index=True)
    sealed_metadata: Mapped[bytes] = mapped_column(sa.LargeBinary())
    grant: Mapped[bytes] = mapped_column(sa.LargeBinary())
    deposited_at: Mapped[Instant]
    state: Mapped[DocumentState] = mapped_column(
        enum_type(DocumentState), default=DocumentState.KEPT
    )
    channel: Mapped[Channel] = mapped_column(enum_type(Channel), default=Channel.OWNER)
    depositor: Mapped[str] = mapped_column(sa.String(64), default="")
    follows_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("safe_document.id", ondelete="SET NULL"), unique=True
    )
    binned_at: Mapped[Instant | None]
    expires_on: Mapped[date | None]
    sealed_receipt: Mapped[bytes | None] = mapped_column(sa.LargeBinary())
    rekey_due: Mapped[bool] = mapped_column(default=False)


class SafeBlob(Base):
    """One sealed object of a paper, by its key in the store."""

    __tablename__ = "safe_blob"
    __table_args__ = (sa.UniqueConstraint("document_id", "kind", "position"),)

    id: Mapped[IntPk]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("safe_document.id", ondelete="CASCADE"))
    kind: Mapped[BlobKind] = mapped_column(enum_type(BlobKind))
    position: Mapped[int]
    store_key: Mapped[str] = mapped_column(sa.String(32), unique=True)
    sealed_sha256: Mapped[str] = mapped_column(sa.String(64))
    sealed_bytes: Mapped[int]


class SafeUnlock(Base):
    """An opened safe: its identity sealed by a key that only the browser's cookie holds.

    It belongs to one visit and goes with it.
    """

    __tablename__ = "safe_unlock"

    visit_ref: Mapped[str] = mapped_column(
        sa.ForeignKey("web_session.token_hash", ondelete="CASCADE"), primary_key=True
    )
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id"), index=True)
    sealed_identity: Mapped[bytes] = mapped_column(sa.LargeBinary())
    opened_at: Mapped[Instant]
    idle_until: Mapped[Instant]
    until: Mapped[Instant] = mapped_column(index=True)


class SafeJournal(Base):
    """One entry of a safe's journal, chained to the one before; the database refuses changes."""

    __tablename__ = "safe_journal"
    __table_args__ = (sa.UniqueConstraint("safe_id", "seq"),)

    id: Mapped[IntPk]
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id"))
    seq: Mapped[int]
    entry: Mapped[str] = mapped_column(sa.Text())
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class SafeCertificate(Base):
    """The signed statement that a paper was erased: it outlives the paper, and names nothing."""

    __tablename__ = "safe_certificate"

    id: Mapped[IntPk]
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id", ondelete="CASCADE"), index=True)
    document: Mapped[str] = mapped_column(sa.String(16), unique=True)
    jws: Mapped[str] = mapped_column(sa.Text())
    erased_at: Mapped[Instant]


class SafeUpload(Base):
    """A large file on its way in: parts come one after the other, each sealed as it comes.

    sealed_name: its name, sealed to the safe. received_bytes: where the next part begins.
    """

    __tablename__ = "safe_upload"
    __table_args__ = (sa.CheckConstraint("received_bytes <= size_bytes", name="not_too_long"),)

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id", ondelete="CASCADE"), index=True)
    sealed_name: Mapped[bytes] = mapped_column(sa.LargeBinary())
    size_bytes: Mapped[int]
    received_bytes: Mapped[int] = mapped_column(default=0)
    until: Mapped[Instant] = mapped_column(index=True)


class SafeUploadPart(Base):
    """One part of a large file, sealed to the safe, in the store."""

    __tablename__ = "safe_upload_part"
    __table_args__ = (sa.UniqueConstraint("upload_id", "position"),)

    id: Mapped[IntPk]
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("safe_upload.id", ondelete="CASCADE"))
    position: Mapped[int]
    store_key: Mapped[str] = mapped_column(sa.String(32), unique=True)
