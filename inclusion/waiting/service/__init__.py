"""What is done on the waiting list."""
