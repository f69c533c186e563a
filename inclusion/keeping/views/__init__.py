"""The blueprint of the notebook."""

from flask import Blueprint

bp = Blueprint("keeping", __name__)
