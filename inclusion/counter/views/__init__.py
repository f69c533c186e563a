"""The blueprint of the counter."""

from flask import Blueprint

bp = Blueprint("counter", __name__)
