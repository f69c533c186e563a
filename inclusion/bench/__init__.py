"""`inclusion bench`: what is measured, on a database of its own, and never by a timed test."""
