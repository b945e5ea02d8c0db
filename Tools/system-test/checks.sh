#!/bin/bash
# What test-system.sh checks, one line for each; exit status 1 if anything failed. Wants namespaces of processes and
# mounts of its own. usage: checks.sh SCRATCH_FOLDER IMAGE CONTROL_GROUP PACKAGE TRAINER_PACKAGE OLDER_PACKAGE
set -euo pipefail
scratch=$1 image=$2 group=$3 package=$4 trainer=$5 older=$6
here=$(dirname "$0")
source "$here/machine.sh"
source "$here/use.sh"
source "$here/interruptions.sh"
source "$here/packaging.sh"
# The boot, which ends everything where it fails, is the first.
passed=1 failed=0
# A word that nothing but the texts of the users has.
secret=Zwetschgenkompott
items=200

check() {
  local name=$1 status
  shift
  # In a condition the shell would go on after what fails within the check.
  set +e
  (
    set -e
    "$@"
  ) >"$scratch/said" 2>&1 </dev/null
  status=$?
  set -e
  if ((status == 0)); then
    passed=$((passed + 1))
    echo "ok $name"
  else
    failed=$((failed + 1))
    echo "FAILED $name"
    tail -n 20 "$scratch/said" | sed 's/^/       /'
  fi
}

equal() {
  [[ $1 == "$2" ]] || {
    echo "this is '$1', not '$2'"
    return 1
  }
}

# Whether a command ends with status $1 and says what the pattern $2 matches.
refused() {
  local wanted=$1 pattern=$2 status=0 said
  shift 2
  said=$("$@" 2>&1) || status=$?
  echo "it ended with $status and said: $said"
  [[ $status == "$wanted" && $said =~ $pattern ]]
}

version() { inside dpkg-query --show seqd | cut --fields=2; }

apt() { inside apt-get --quiet --yes --option=Dpkg::Use-Pty=0 "$@"; }

install_package() { apt install "/packages/$1.deb"; }

configure() { inside sed --in-place 's/^#concurrent-items = .*/concurrent-items = 32/' /etc/seqd/seqd.toml; }

answers() { as ann seqctl status; }

# Lines of very different lengths, so that at any time some are done, some run and some wait.
write_lines() {
  local line
  for ((line = 1; line <= items; line++)); do
    printf '%s %d%.*s\n' "$secret" "$line" $((line * 37 % 60)) " with cinnamon and some sugar, as grandmother made it"
  done >"$machine/home/ann/lines"
}

make_users() {
  inside useradd --create-home bob
  inside useradd --create-home --groups seqd ann
  write_lines
}

submit() {
  as ann seqctl submit handwriting-synthesis --input /home/ann/lines --seed 5 --format svg >"$scratch/job"
}

count() {
  as ann seqctl show "$(<"$scratch/job")" --json | grep --only-matching '"items":{[^}]*}' |
    sed --regexp-extended 's/.*"'"$1"'":([0-9]+).*/\1/'
}

is_midway() { (($(count "done") > 0 && $(count running) > 0)); }

submit_and_begin() {
  submit
  wait_until 60 is_midway
}

# Whether every item of the job comes to its end, with the bytes that an uninterrupted run gave.
ends_alike() {
  local job
  job=$(<"$scratch/job")
  wait_until 30 answers
  as ann seqctl wait "$job"
  equal "$(count "done")" "$items"
  as ann rm -rf /home/ann/again
  as ann seqctl fetch "$job" -o /home/ann/again/
  diff --recursive "$machine/home/ann/first" "$machine/home/ann/again"
}

# With all that journald notes beside the messages, such as command lines.
keeps_texts_private() {
  inside journalctl --output=export --no-pager >"$scratch/journal"
  grep --text --count "job accepted" "$scratch/journal"
  equal "$(grep --text --count "$secret" "$scratch/journal" || true)" 0
}

trap '[[ -n ${finished:-} ]] || echo "FAILED the checks broke off"' EXIT
boot
echo "ok a Debian $(<"$machine/etc/debian_version") is booted by $(inside systemctl --version | head -n 1)"
try_use
try_interruptions
try_package
check "no text of a user is in the journal" keeps_texts_private
if ((failed > 0)); then
  echo "The end of the journal:"
  inside journalctl --no-pager --lines=40 | sed 's/^/       /' || true
fi
finished=yes
echo "$passed ok, $failed failed, $SECONDS s"
((failed == 0))
