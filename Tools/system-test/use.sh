# Sourced by checks.sh: the package is installed, and used by an administrator and two users.
# shellcheck shell=bash disable=SC2154

runs() {
  equal "$(inside systemctl is-active seqd)" active
  equal "$(inside systemctl is-enabled seqd)" enabled
  equal "$(property NRestarts)" 0
}

has_user_of_its_own() {
  local user
  user=$(inside stat --format=%u "/proc/$(property MainPID)")
  # The range from which systemd takes users of its making.
  echo "the daemon's user is $user"
  ((user >= 61184 && user <= 65519))
}

is_confined() {
  local exposure
  exposure=$(inside systemd-analyze security --no-pager seqd.service |
    sed --quiet 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p')
  echo "the exposure is '$exposure'"
  awk -v exposure="$exposure" 'BEGIN { exit !(exposure != "" && exposure <= 0.4) }'
}

has_manual() { inside man --pager=cat "$1" | grep "$2"; }

has_completions() {
  inside bash -c 'source /usr/share/bash-completion/completions/seqctl && complete -p seqctl'
  grep '^#compdef seqctl' "$machine/usr/share/zsh/vendor-completions/_seqctl"
  grep 'complete -c .*seqctl' "$machine/usr/share/fish/vendor_completions.d/seqctl.fish"
}

has_modes() {
  equal "$(inside stat --format='%a %G' /run/seqd)" "750 seqd"
  equal "$(inside stat --format='%a %G' /run/seqd/seqd.sock)" "660 seqd"
  equal "$(inside stat --format=%a /var/lib/private/seqd)" 700
}

writes_pdf() {
  as ann seqctl write "$secret" --seed 3 -o /home/ann/x.pdf
  as ann seqctl write "$secret" --seed 3 -o /home/ann/y.pdf
  equal "$(head -c 5 "$machine/home/ann/x.pdf")" %PDF-
  cmp "$machine/home/ann/x.pdf" "$machine/home/ann/y.pdf"
}

has_metrics() { as ann seqctl metrics | grep '^seqd_items_ended_total{.*outcome="done".*} [1-9]'; }

has_no_trainer() { refused 1 "install the package seqtrain" as ann seqctl style learn /home/ann/x.pdf --name mine; }

# Of a few lines that the daemon wrote; who is no operator gets the model to keep.
learns_hand() {
  local line
  for line in 1 2 3; do
    as ann seqctl write "$secret with cinnamon, as ever" --seed "$line" -o "/home/ann/$line.json"
  done
  install_package trainer
  inside seqctl style learn /home/ann/{1,2,3}.json --name mine --updates 2 --quiet
  as ann seqctl write "$secret" --model mine -o /home/ann/mine.pdf
  inside seqctl model remove mine
}

runs_whole() {
  submit
  as ann seqctl wait "$(<"$scratch/job")"
  equal "$(count "done")" "$items"
  as ann seqctl fetch "$(<"$scratch/job")" -o /home/ann/first/
  equal "$(find "$machine/home/ann/first" -name '*.svg' | wc --lines)" "$items"
}

survives_restart() {
  configure
  inside systemctl restart seqd
  ends_alike
}

reloads() {
  local before
  before=$(property MainPID)
  inside systemctl reload seqd
  answers
  equal "$(property MainPID)" "$before"
}

try_use() {
  check "the package installs" install_package new
  check "two users are made, one of them in the group seqd" make_users
  check "the daemon runs and is enabled" runs
  check "the daemon has a user of its own" has_user_of_its_own
  check "systemd's security rating is 0.4 or less" is_confined
  check "there is a manual page for seqd" has_manual seqd WATCHDOG_USEC
  check "there is a manual page for seqd.toml" has_manual seqd.toml concurrent-items
  check "there is a manual page for seqctl" has_manual seqctl fetch
  check "there are completions for bash, zsh and fish" has_completions
  check "socket and state have their owners and modes" has_modes
  check "a member of the group seqd is served" answers
  check "another user is told of the group" refused 3 "group" as bob seqctl status
  check "another user cannot read the state" refused 2 "Permission denied" as bob ls /var/lib/seqd/
  check "a PDF is written, twice the same" writes_pdf
  check "there are figures for Prometheus" has_metrics
  check "who wants to learn a hand is told of the trainer" has_no_trainer
  check "with the trainer a hand is learned" learns_hand
  check "a job of $items items is done" runs_whole
  check "a restart keeps results, and takes the configuration" survives_restart
  if [[ $(property CanReload) == yes ]]; then check "reloading keeps the process" reloads; fi
}
