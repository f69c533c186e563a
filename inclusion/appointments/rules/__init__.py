"""What can be said of openings, slots and appointments as functions of values (pure)."""
