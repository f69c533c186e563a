"""Fixtures of services: the S3 server."""

from tests.support.s3 import moto  # noqa: F401 - a fixture is found by name
