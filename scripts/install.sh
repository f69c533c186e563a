#!/usr/bin/env bash
# Install a lock file, every hash checked, then the project itself: install.sh FOLDER LOCK
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
lock=$2

echo "Installing $lock in $folder…"
if [ -x "$folder/bin/uv" ]; then
  "$folder/bin/uv" pip install --quiet --compile-bytecode --python "$folder/bin/python" --require-hashes -r "$lock"
else
  "$folder/bin/python" -m pip install --quiet --no-input --require-hashes -r "$lock" </dev/null
fi
# What it builds with is in the lock, so nothing else is fetched.
"$folder/bin/python" -m pip install --quiet --no-input --no-deps --no-index --no-build-isolation --editable . </dev/null
