"""The blueprint of the identity provider."""

from flask import Blueprint

bp = Blueprint("provider", __name__)
