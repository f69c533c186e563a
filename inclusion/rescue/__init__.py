"""The ways back into a safe: a trusted person with a delay, two officers of two bodies."""
