#!/usr/bin/env bash
# Make the environment: make_venv.sh PYTHON FOLDER
set -euo pipefail
python=$1
folder=$2

"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || {
  echo "Python 3.11 to 3.13 is needed: install it, or name one with PYTHON=/path/to/python3." >&2
  exit 1
}
# Debian splits ensurepip from Python: without it the folder is left half made.
"$python" -c 'import ensurepip, venv' 2>/dev/null || "$(dirname "$0")/system.sh" venv "$python"
[ -x "$folder/bin/pip" ] || "$python" -m venv "$folder"
