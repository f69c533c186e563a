"""The blueprint of states."""

from flask import Blueprint

bp = Blueprint("states", __name__)
