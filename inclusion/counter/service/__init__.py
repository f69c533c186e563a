"""The acts of the counter."""
