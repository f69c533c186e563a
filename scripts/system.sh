#!/usr/bin/env bash
# What only Debian can give: install it where this user may, otherwise say in one sentence what to do.
#   system.sh venv PYTHON   the module that makes environments (needed)
#   system.sh pango         the library that draws PDF (a slip falls back to a printable page)
#   system.sh browser       Chromium and fonts for the tests (npm brings another Chromium)
#   system.sh words         tesseract, which reads the words of papers (without it they are not read)
#   system.sh antivirus     clamd for the tests (without it they are skipped)
#   system.sh apache        Apache's relying party for the tests (npm's openid-client is tried too)
set -euo pipefail

apt_install() {
  local -a as=()
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
    as=(sudo -n)
  fi
  echo "Installing $* with apt-get…"
  {
    "${as[@]}" apt-get update -qq &&
      "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
  } >/dev/null 2>&1 </dev/null
}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
has_font() { command -v fc-list >/dev/null && fc-list ":lang=$1" 2>/dev/null | grep -q .; }

case "$1" in
  venv)
    version=$("$2" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    apt_install python3-venv || apt_install "$version" || {
      echo "Python cannot make an environment: install the Debian package python3-venv." >&2
      exit 1
    }
    ;;
  pango)
    has_library libpangoft2-1.0 && exit 0
    apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ||
      echo "Slips will be printed from a page, not a PDF: for PDF install the Debian packages libpango-1.0-0 and libpangoft2-1.0-0."
    ;;
  words)
    command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx fra && exit 0
    apt_install tesseract-ocr tesseract-ocr-fra ||
      echo "The words in photos will not be read: for that install the Debian packages tesseract-ocr and tesseract-ocr-fra."
    ;;
  antivirus)
    command -v clamd >/dev/null || apt_install clamav-daemon ||
      echo "Debian's clamav-daemon cannot be installed by this user: the tests of the antivirus are skipped."
    ;;
  apache)
    [ -e /usr/lib/apache2/modules/mod_auth_openidc.so ] || apt_install apache2-bin libapache2-mod-auth-openidc ||
      echo "Debian's libapache2-mod-auth-openidc cannot be installed by this user: its test is skipped."
    ;;
  browser)
    wanted=()
    command -v chromium >/dev/null || wanted+=(chromium)
    has_font ar || wanted+=(fonts-noto-core)
    [ ${#wanted[@]} -eq 0 ] || apt_install "${wanted[@]}" ||
      echo "Debian's ${wanted[*]} cannot be installed by this user: the tests take Chromium from npm."
    ;;
esac
