# Sourced by scripts that need Debian packages: install_packages NAME... installs those that are missing, and says so.
# shellcheck shell=bash

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

install_packages() {
  local missing=() as_root=() package
  for package; do
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
