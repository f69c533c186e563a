"""The page and the two downloads."""

from flask import Blueprint

bp = Blueprint("leaving", __name__)
