"""Reasons, openings, free slots and appointments: never twice the same hour of one mediator."""
