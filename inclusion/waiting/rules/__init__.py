"""What the waiting list decides without a database."""
