#!/bin/bash
# How much cheaper lines are together than one by one: usage: measure-batch.sh BUILD_FOLDER [LINES]
# Starts a daemon of its own with the bundled models, draws one line several times, then LINES at once, three rounds in
# turn, and prints the medians and their ratio. Wall-clock times, client included.
set -euo pipefail

build=$(realpath "$1")
lines=${2:-64}
root=$(cd "$(dirname "$0")/.." && pwd)
text="The quick brown fox jumps over the dog."
scratch=$(mktemp -d /tmp/seqd-batch.XXXXXX)
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
for ((try = 0; try < 100; try++)); do
  if "$build/seqctl" status >/dev/null 2>&1; then break; fi
  sleep 0.1
done

now() { date +%s%N; }
# Milliseconds from submission to the last result of a job of $1 lines, seed $2.
job() {
  local start id
  start=$(now)
  id=$("$build/seqctl" submit handwriting-synthesis --text "$text" --count "$1" --seed "$2" --format json --attempts 1)
  "$build/seqctl" wait "$id" >/dev/null
  echo $((($(now) - start) / 1000000))
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

job 1 1 >/dev/null
single=()
many=()
for round in 1 2 3; do
  for seed in 1 2 3; do single+=("$(job 1 "$seed")"); done
  many+=("$(job "$lines" "$round")")
done
one=$(printf '%s\n' "${single[@]}" | median)
all=$(printf '%s\n' "${many[@]}" | median)
awk -v one="$one" -v all="$all" -v n="$lines" 'BEGIN {
  printf "one line %d ms, %d lines %d ms: %.2f of %d times one line\n", one, n, all, all / (n * one), n
  exit !(all < n * one / 2)
}'
