"""The blueprint of proofs."""

from flask import Blueprint

bp = Blueprint("proofs", __name__)
