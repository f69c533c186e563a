"""`application`, for a WSGI server."""

from inclusion import settings
from inclusion.app import create_app
from inclusion.web import logs

logs.set_up()
application = create_app(settings.load())
