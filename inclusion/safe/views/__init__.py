"""The blueprint of the safe."""

from flask import Blueprint

bp = Blueprint("safe", __name__)
