"""The single account: who signs in, and in which role."""
