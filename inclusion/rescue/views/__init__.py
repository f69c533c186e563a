"""The blueprint of rescue."""

from flask import Blueprint

bp = Blueprint("rescue", __name__)
