"""Whom we help, with or without an account."""
