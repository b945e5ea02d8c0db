#!/bin/bash
# Installs what `make test-capture` needs besides the build: a Chromium.
set -euo pipefail
source "$(dirname "$0")/debian-packages.sh"

fail() {
  echo "error: $*" >&2
  exit 1
}

command -v dpkg-query >/dev/null || fail "this is not Debian: install Chromium, then run Tools/test-capture.py"
install_packages chromium
