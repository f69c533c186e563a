"""The blueprint of federation."""

from flask import Blueprint

bp = Blueprint("federation", __name__)
