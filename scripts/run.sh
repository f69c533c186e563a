#!/usr/bin/env bash
# Serve the demonstration: what `make run` does once the environment is there.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 077
inclusion=.venv/bin/inclusion
var=${INCLUSION_VAR_DIR:-var}

"$inclusion" db upgrade
"$inclusion" demo load

# The real places, when they lie beside the repository: read again only when the file changed.
if [ -n "${PLACES:-}" ]; then
  stamp=$var/places.imported
  now="$(sha256sum <"$PLACES") ${INCLUSION_DATABASE_URL:-}"
  if [ "$(cat "$stamp" 2>/dev/null)" != "$now" ]; then
    "$inclusion" places import "$PLACES" --report "$var/places-report.txt"
    mkdir -p "$var"
    printf '%s\n' "$now" >"$stamp"
  fi
fi

echo
"$inclusion" demo accounts
echo
echo "Trait d’union: http://127.0.0.1:${PORT:-8000}   (Ctrl-C stops it)"
echo "What would have left by e-mail or SMS: http://127.0.0.1:${PORT:-8000}/dev/messages"
# This shell becomes the server: the worker beside it ends with it.
"$inclusion" worker --with-parent &
exec "$inclusion" serve
