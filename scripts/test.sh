#!/usr/bin/env bash
# Run pytest as `make test` does; arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
# A terminal, a locale or a Python of the caller's must not change a verdict.
unset PYTHONPATH PYTHONHOME
export LC_ALL=C.UTF-8 TZ=UTC
exec .venv/bin/python -m pytest "$@" </dev/null
