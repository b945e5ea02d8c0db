#!/bin/bash
# Writes one sentence by hand with a daemon of its own: usage: demo.sh BUILD_FOLDER [TEXT]
# The results stay in demo/, everything else goes again.
set -euo pipefail

build=$(realpath "$1")
text=${2:-Hello World}
root=$(cd "$(dirname "$0")/.." && pwd)
results=$root/demo
# Not below TMPDIR: the path of a socket has at most 107 bytes.
scratch=$(mktemp -d /tmp/seqd-demo.XXXXXX)
daemon=

clean_up() {
  if [[ -n $daemon ]]; then
    kill -TERM "$daemon" 2>/dev/null || true
    wait "$daemon" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

export SEQD_SOCKET=$scratch/seqd.sock
"$build/seqd" --state "$scratch/state" --models "$root/Models" --plugins "$build" >"$scratch/seqd.log" 2>&1 &
daemon=$!

for ((try = 0; ; try++)); do
  if "$build/seqctl" status >/dev/null 2>&1; then break; fi
  if ((try == 100)) || ! kill -0 "$daemon" 2>/dev/null; then
    echo "error: the daemon did not start; this is what it said:" >&2
    cat "$scratch/seqd.log" >&2
    exit 1
  fi
  sleep 0.1
done

mkdir -p "$results"
for format in pdf png; do
  "$build/seqctl" write --seed "${SEED:-1}" -o "$results/hello.$format" -- "$text"
done

echo
echo "A network wrote: $text"
for format in pdf png; do
  printf '  %s (%s bytes)\n' "$results/hello.$format" "$(stat --format=%s "$results/hello.$format")"
done
echo "Try your own sentence: make demo TEXT=\"Dear reader\""
