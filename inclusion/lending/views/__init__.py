"""The blueprint of lending."""

from flask import Blueprint

bp = Blueprint("lending", __name__)
