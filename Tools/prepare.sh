#!/bin/bash
# Makes the machine ready to build: Swift must be there, missing Debian packages are installed.
set -euo pipefail

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

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

install_packages() {
  local missing=() as_root=()
  for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]} == 0)) && return
  echo "These Debian packages are missing and are installed now: ${missing[*]}"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "there is no sudo; as root run: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
    apt-get install --yes --no-install-recommends "${missing[@]}")
  # A fresh machine has no package lists, one that slept long has old ones; the others are spared the download.
  if ! apt-cache show "${missing[@]}" >/dev/null 2>&1 || ! "${install[@]}"; then
    echo "The package lists are missing or old, so they are renewed."
    "${as_root[@]}" apt-get update || fail "apt-get update failed; its message stands above"
    "${install[@]}" || fail "apt-get could not install ${missing[*]}; its message stands above"
  fi
}

command -v dpkg-query >/dev/null || fail \
  "this is not Debian: install cairo, libzmq, SQLite, libarchive, zlib and oneDNN with their headers, then run 'swift build'"
check_swift
install_packages
