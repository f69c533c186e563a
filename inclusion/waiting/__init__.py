"""The waiting list: wishes, hours offered to who waits, and needs that nothing met."""
