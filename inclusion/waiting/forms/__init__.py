"""The forms of the waiting list."""
