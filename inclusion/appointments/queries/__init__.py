"""Read reasons, openings, free slots and appointments; nothing here writes."""
