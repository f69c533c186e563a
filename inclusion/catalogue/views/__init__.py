"""The blueprint of the catalogue: coordinators and administrators."""

from flask import Blueprint

bp = Blueprint("catalogue", __name__)
