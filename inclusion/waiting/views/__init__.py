"""The blueprint of the waiting list."""

from flask import Blueprint

bp = Blueprint("waiting", __name__)
