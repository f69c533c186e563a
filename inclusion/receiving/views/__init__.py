"""The blueprint of deposits."""

from flask import Blueprint

bp = Blueprint("receiving", __name__)
