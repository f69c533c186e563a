"""The blueprint of the desk: every page is for agents, each within their own structure."""

from flask import Blueprint

bp = Blueprint("desk", __name__)
