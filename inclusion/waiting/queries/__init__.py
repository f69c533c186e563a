"""Read the waiting list."""
