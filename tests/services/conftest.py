"""Fixtures of services: S3 servers."""

from tests.support.s3 import ceph, moto  # noqa: F401 - fixtures are found by name
