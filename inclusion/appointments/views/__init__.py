"""The blueprint of appointments: the citizen's journey and what follows it."""

from flask import Blueprint

bp = Blueprint("appointments", __name__)
