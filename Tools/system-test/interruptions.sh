# Sourced by checks.sh: the daemon is killed, stopped and started in the midst of jobs.
# shellcheck shell=bash disable=SC2154

has_restarted() { [[ $(property NRestarts) -gt $1 && $(property ActiveState) == active ]]; }

# Whether the daemon, as it started, found items that had been running.
found_running_items() {
  inside journalctl --unit=seqd --output=cat | grep started$ | tail -n 1 | grep 'requeued=[1-9]'
}

is_killed() {
  local before
  before=$(property NRestarts)
  submit_and_begin
  inside systemctl kill --kill-whom=main --signal=KILL seqd
  wait_until 20 has_restarted "$before"
  found_running_items
}

# With three seconds in place of thirty, so that the test is quick.
shorten_watchdog() {
  local folder=/run/systemd/system/seqd.service.d
  inside mkdir -p "$folder"
  inside sh -c "printf '[Service]\nWatchdogSec=3\n' >$folder/watchdog.conf"
  inside systemctl daemon-reload
  inside systemctl restart seqd
  equal "$(property WatchdogUSec)" 3s
}

restore_watchdog() {
  inside rm -r /run/systemd/system/seqd.service.d
  inside systemctl daemon-reload
  inside systemctl restart seqd
  equal "$(property WatchdogUSec)" 30s
}

is_ended_by_watchdog() {
  local before
  before=$(property NRestarts)
  submit_and_begin
  inside systemctl kill --kill-whom=main --signal=STOP seqd
  wait_until 20 has_restarted "$before"
  inside journalctl --unit=seqd --output=cat | grep "Watchdog timeout"
  found_running_items
}

stops_midway() {
  local start=$SECONDS
  submit_and_begin
  inside systemctl stop seqd
  echo "it took $((SECONDS - start)) s"
  ((SECONDS - start < 30))
  equal "$(property Result)" success
  equal "$(property ExecMainStatus)" 0
  refused 3 "no daemon" as ann seqctl status
}

goes_on_after_stop() {
  inside systemctl start seqd
  ends_alike
}

is_woken() {
  inside systemctl stop seqd
  inside systemctl enable --now seqd.socket
  equal "$(property ActiveState)" inactive
  answers
  equal "$(property ActiveState)" active
  equal "$(inside stat --format='%a %G' /run/seqd.sock)" "660 seqd"
}

# A client that waits for its job is told that the daemon goes down; those that come meanwhile wait for the next one.
misses_no_client() {
  local restart
  inside systemctl restart seqd &
  restart=$!
  while kill -0 "$restart" 2>/dev/null; do as ann seqctl list >/dev/null; done
  wait "$restart"
  answers
}

sleeps_no_more() {
  inside systemctl disable --now seqd.socket
  inside systemctl restart seqd
  answers
}

has_another_leader() { [[ $(leader) != "$1" ]] && is_up; }

is_rebooted() {
  local before
  before=$(leader)
  submit_and_begin
  inside systemctl reboot || true
  wait_until 60 has_another_leader "$before"
  runs
}

try_interruptions() {
  check "killed with kill -9 midway, the daemon is started again" is_killed
  check "after kill -9 every item is done, with the same bytes" ends_alike
  check "an administrator may shorten the watchdog's time" shorten_watchdog
  check "stopped by SIGSTOP midway, the watchdog ends it and it is started again" is_ended_by_watchdog
  check "after the watchdog every item is done, with the same bytes" ends_alike
  check "and take that back" restore_watchdog
  check "stopping midway is clean and quick, and clients are told" stops_midway
  check "started again, every item is done, with the same bytes" goes_on_after_stop
  check "with seqd.socket a stopped daemon is started by the first client" is_woken
  check "with seqd.socket no client finds the daemon missing in a restart" misses_no_client
  check "without it the daemon opens its own socket again" sleeps_no_more
  check "rebooted midway, the machine has the daemon again" is_rebooted
  check "after the reboot every item is done, with the same bytes" ends_alike
}
