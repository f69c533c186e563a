"""The French words of the waiting list."""
