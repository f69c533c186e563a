"""Read what the desk shows; nothing here writes."""
