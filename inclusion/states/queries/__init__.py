"""Read the states of people."""
