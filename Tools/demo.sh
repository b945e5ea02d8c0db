#!/bin/bash
# Writes one sentence by hand with a daemon of its own: usage: demo.sh BUILD_FOLDER [TEXT]
# The results stay in demo/, everything else goes again.
set -euo pipefail

build=$(realpath "$1")
text=${2:-Hello World}
source "$(dirname "$0")/private-daemon.sh"
results=$root/demo
start_daemon "$build"

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
