# Sourced by scripts that need a daemon of their own: start_daemon BUILD_FOLDER starts one in a temporary folder with the
# bundled models and waits until it answers; it ends with the script, and the folder goes.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Not below TMPDIR: the path of a socket has at most 107 bytes.
scratch=$(mktemp -d /tmp/seqd-private.XXXXXX)
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

start_daemon() {
  local build=$1 try
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
}
