#!/bin/bash
# How much cheaper lines are together than one by one: usage: measure-batch.sh BUILD_FOLDER [LINES]
# Starts a daemon of its own with the bundled models, draws one line several times, then LINES at once, three rounds in
# turn, and prints the medians and their ratio. Wall-clock times, client included.
set -euo pipefail

build=$(realpath "$1")
lines=${2:-64}
text="The quick brown fox jumps over the dog."
source "$(dirname "$0")/private-daemon.sh"
start_daemon "$build"

now() { date +%s%N; }
# Milliseconds from submission to the last result of a job of $1 lines, seed $2.
job() {
  local start id
  start=$(now)
  id=$("$build/seqctl" submit handwriting-synthesis --text "$text" --count "$1" --seed "$2" --format json --attempts 1 \
    --proofread 0)
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
