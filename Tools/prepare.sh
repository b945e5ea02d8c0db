#!/bin/bash
# Makes the machine ready to build: Swift must be there, missing Debian packages are installed.
set -euo pipefail
source "$(dirname "$0")/debian-packages.sh"

packages=(libcairo2-dev libzmq3-dev libsqlite3-dev libarchive-dev zlib1g-dev libdnnl-dev)
needed_major=6 needed_minor=3

fail() {
  echo "error: $*" >&2
  exit 1
}

check_swift() {
  local line
  line=$(swift --version 2>/dev/null) || fail \
    "Swift is not on the PATH; install Swift $needed_major.$needed_minor or later from https://swift.org/install"
  if [[ ! $line =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]]; then
    fail "'swift --version' names no version; Swift $needed_major.$needed_minor or later is needed"
  fi
  local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
  if ((major < needed_major || (major == needed_major && minor < needed_minor))); then
    fail "this is Swift $major.$minor, but $needed_major.$needed_minor or later is needed;" \
      "install it from https://swift.org/install"
  fi
}

command -v dpkg-query >/dev/null || fail \
  "this is not Debian: install cairo, libzmq, SQLite, libarchive, zlib and oneDNN with their headers, then run 'swift build'"
check_swift
install_packages "${packages[@]}"
