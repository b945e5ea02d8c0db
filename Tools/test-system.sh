#!/bin/bash
# Installs the packages in a Debian that systemd boots, and tries them there as an administrator and two users would.
# usage: test-system.sh PACKAGE TRAINER_PACKAGE [OLDER_PACKAGE]; without an older one PACKAGE itself gets a lower version.
# Needs root (or sudo), cgroup v2 in the kernel, and for the first run the Debian archive. systemd need not run here.
set -euo pipefail
tools=$(cd "$(dirname "$0")" && pwd)
source "$tools/debian-packages.sh"
source "$tools/system-test/image.sh"
limit=900

fail() {
  echo "FAILED $*" >&2
  exit 1
}

# The same package with a lower version, in $1.
lower_version() {
  local stage=$scratch/stage
  dpkg-deb --raw-extract "$package" "$stage"
  sed --in-place 's/^Version: .*/Version: 0.0.9/' "$stage/DEBIAN/control"
  dpkg-deb --root-owner-group -Zgzip -z1 --build "$stage" "$1" >/dev/null
  rm -rf "$stage"
}

# An empty group of processes of our own, wherever this shell stands: nspawn wants one, and leaves none behind.
make_control_group() {
  if [[ $(stat --file-system --format=%T /sys/fs/cgroup) != cgroup2fs ]]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup || fail "the kernel has no cgroup v2"
  fi
  group=/sys/fs/cgroup$(sed --quiet 's/^0:://p' /proc/self/cgroup)/seqd-test-$$
  mkdir "$group" || fail "there is no making of control groups here"
}

clean_up() {
  if [[ -n ${checks:-} ]]; then
    kill -TERM "$checks" 2>/dev/null || true
    wait "$checks" 2>/dev/null || true
  fi
  if [[ -n ${group:-} ]]; then find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null || true; fi
  rm -rf "$scratch"
}

usage="usage: test-system.sh PACKAGE TRAINER_PACKAGE [OLDER_PACKAGE]"
package=$(realpath --canonicalize-existing "${1:?$usage}")
trainer=$(realpath --canonicalize-existing "${2:?$usage}")
older=${3:+$(realpath --canonicalize-existing "$3")}
if ((EUID != 0)); then
  command -v sudo >/dev/null || fail "a container is started by root only, and there is no sudo"
  exec sudo "$0" "$package" "$trainer" ${older:+"$older"}
fi
# Mounts of the tests are seen by nobody else and go with the last process that sees them.
if [[ ${SEQD_TEST_MOUNTS:-} != private ]]; then
  install_packages systemd-container debootstrap
  unshare --mount true || fail "this root may not mount anything; a container is too little unless it is privileged"
  SEQD_TEST_MOUNTS=private exec unshare --mount --propagation private "$0" "$package" "$trainer" ${older:+"$older"}
fi

scratch=$(mktemp -d)
trap clean_up EXIT
trap 'exit 130' INT TERM
if [[ -z $older ]]; then
  older=$scratch/older.deb
  lower_version "$older"
fi
system_image "$package" "$trainer" "$older"
make_control_group

# Whatever happens to the checks, the kernel ends every process of the container with the first of theirs.
timeout --kill-after=2 "$limit" unshare --pid --fork --kill-child --mount-proc \
  "$tools/system-test/checks.sh" "$scratch" "$image" "$group" "$package" "$trainer" "$older" &
checks=$!
status=0
wait "$checks" || status=$?
checks=
((status != 124 && status != 137)) || fail "the checks took longer than $limit s"
exit "$status"
