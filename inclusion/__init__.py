"""Trait d'union: appointments for help in person, a digital safe, a single account."""

__version__ = "0.1.0"
