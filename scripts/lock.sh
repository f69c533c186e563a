#!/usr/bin/env bash
# Resolve pyproject.toml into the two files that `make setup` and `make test` install, with hashes.
# Whatever the editable install builds with is locked too, so nothing is fetched unpinned.
set -euo pipefail
cd "$(dirname "$0")/.."

build=$(mktemp)
trap 'rm -f "$build"' EXIT
printf '%s\n' 'hatchling>=1.27' 'editables>=0.5' >"$build"

lock() {
  .venv/bin/uv pip compile --quiet --python-version 3.11 --python-platform linux --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links "$@"
}
lock pyproject.toml "$build" --output-file requirements.lock
lock pyproject.toml "$build" --group dev --constraint requirements.lock \
  --output-file requirements-dev.lock

if grep -nE 'https?://|--(extra-)?index' requirements.lock requirements-dev.lock; then
  echo 'A lock names an address: packages come by name and hash only.' >&2
  exit 1
fi
