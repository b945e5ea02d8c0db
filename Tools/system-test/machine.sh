# Sourced by checks.sh: a Debian that systemd boots as process 1, and how to do things in it. Wants $scratch (a
# folder), $image (what to boot a copy of) and $group (an empty control group).
# shellcheck shell=bash disable=SC2154
memory=$scratch/memory
machine=$memory/root

# The copy lies in memory above the image, so that nothing of it can stay, and that any file system may have the image.
boot() {
  local console=$scratch/console
  mkdir "$memory"
  mount -t tmpfs -o size=3G,mode=755 tmpfs "$memory"
  mkdir "$memory/upper" "$memory/work" "$machine"
  mount -t overlay -o "lowerdir=$image,upperdir=$memory/upper,workdir=$memory/work" overlay "$machine"
  mkdir "$machine/packages"
  cp "$package" "$machine/packages/new.deb"
  cp "$trainer" "$machine/packages/trainer.deb"
  cp "$older" "$machine/packages/old.deb"
  # So that the journal is one over a reboot.
  mkdir -p "$machine/var/log/journal"
  run_machine >"$console" 2>&1 </dev/null &
  if wait_until 60 is_up; then return; fi
  tail -n 40 "$console" >&2
  echo "FAILED the Debian did not boot; the end of what it said stands above" >&2
  exit 1
}

# Without --register and with --keep-unit nspawn asks no systemd of the host for anything: there may be none. It then
# ends with 133 where the machine wants to be started again.
run_machine() {
  local status=133
  echo "$BASHPID" >"$group/cgroup.procs"
  while ((status == 133)); do
    status=0
    systemd-nspawn --quiet --boot --directory="$machine" --machine="seqd-test-$$" --hostname=seqd-test \
      --register=no --keep-unit --settings=no --link-journal=no --private-network || status=$?
  done
}

# Process 1 of the machine as we see it, another one after a reboot.
leader() { head -n 1 "$group/payload/init.scope/cgroup.procs"; }

# Not by way of machinectl or systemd-run, which want a D-Bus at the host.
inside() {
  nsenter --target "$(leader)" --all env --ignore-environment PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive timeout --kill-after=5 120 "$@"
}

# Not by su or runuser, which would write the command into the journal that must not have the user's text.
as() {
  local user=$1
  shift
  inside setpriv --reuid="$user" --regid="$user" --init-groups --reset-env -- "$@"
}

is_up() {
  local state
  state=$(inside systemctl is-system-running 2>/dev/null) || true
  [[ $state == running || $state == degraded ]]
}

# Whether a command succeeds within so many seconds.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= deadline)); then
      echo "this did not become true in time: $*"
      return 1
    fi
    sleep 0.1
  done
}

property() { inside systemctl show --property="$1" --value seqd.service; }
