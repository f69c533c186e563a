"""Flask-Login, told by the application how an account is loaded."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_login import LoginManager


def init_app(app: Flask, load_account: Callable[[str], Any]) -> None:
    """Wire the loader; the visit is ours, so Flask-Login's own session guard is off."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(load_account)
    manager.init_app(app)
