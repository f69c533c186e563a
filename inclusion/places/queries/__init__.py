"""Read places and communes."""
