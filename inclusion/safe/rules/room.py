"""How much room a safe has left, as people count: in photos."""

from dataclasses import dataclass

PHOTO_BYTES = 3_000_000
"""What a photo of a telephone takes once it is in the safe, its page image with it."""
FEW = 20


@dataclass(frozen=True, slots=True)
class Room:
    """About how many photos still fit."""

    photos: int

    @property
    def is_full(self) -> bool:
        """Tell whether nothing more fits."""
        return self.photos == 0

    @property
    def is_nearly_full(self) -> bool:
        """Tell whether it is time to think of it."""
        return self.photos < FEW


def room_left(*, documents: int, most_documents: int, weight_bytes: int, quota_bytes: int) -> Room:
    """Return what still fits, by the number of papers and by their weight, roundly."""
    photos = min(most_documents - documents, (quota_bytes - weight_bytes) // PHOTO_BYTES)
    step = 1 if photos < FEW else 10 if photos < 100 else 50
    return Room(max(photos, 0) // step * step)
