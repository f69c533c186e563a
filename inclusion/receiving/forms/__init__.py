"""Forms of deposits, by who fills them in."""
