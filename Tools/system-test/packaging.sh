# Sourced by checks.sh: the package is removed, installed again, purged and upgraded in the midst of jobs.
# shellcheck shell=bash disable=SC2154

leaves_state_only() {
  equal "$(inside systemctl show --property=LoadState --value seqd.service)" not-found
  equal "$(inside sh -c 'cat /proc/[0-9]*/comm | grep -x seqd' || true)" ""
  [[ ! -e $machine/usr/bin/seqd && ! -e $machine/usr/lib/seqd ]]
  [[ -s $machine/var/lib/private/seqd/jobs.sqlite && -s $machine/etc/seqd/seqd.toml ]]
}

is_removed_midway() {
  submit_and_begin
  apt remove seqd
  leaves_state_only
}

is_installed_again() {
  install_package new
  runs
  ends_alike
}

is_purged() {
  apt purge seqd
  # All but man's own notes of pages that were read.
  equal "$(inside find /etc /usr /var /run/seqd /run/systemd/system -path /var/cache/man -prune -o -name '*seqd*' \
    -print 2>/dev/null || true)" ""
  equal "$(inside systemctl list-units --all --plain --no-legend 'seqd*')" ""
}

begins_anew() {
  install_package old
  equal "$(version)" "$(dpkg-deb --field "$older" Version)"
  configure
  inside systemctl restart seqd
  answers
  equal "$(as ann seqctl list --json | grep --count '"id"' || true)" 0
}

is_upgraded_midway() {
  local before
  before=$(property MainPID)
  submit_and_begin
  install_package new
  equal "$(version)" "$(dpkg-deb --field "$package" Version)"
  wait_until 30 answers
  [[ $(property MainPID) != "$before" ]]
  equal "$(property NRestarts)" 0
  inside grep '^concurrent-items = 32' /etc/seqd/seqd.toml
}

stays_disabled() {
  inside systemctl disable --now seqd
  apt install --reinstall /packages/new.deb
  equal "$(inside systemctl is-enabled seqd || true)" disabled
  equal "$(inside systemctl is-active seqd || true)" inactive
}

# An error in the configuration is told, and neither apt nor dpkg are left in the middle of their work.
bears_bad_configuration() {
  inside systemctl enable seqd
  inside sh -c 'echo "nonsense = 1" >>/etc/seqd/seqd.toml'
  apt install --reinstall /packages/new.deb
  equal "$(inside dpkg --audit)" ""
  inside journalctl --unit=seqd --output=cat | grep nonsense
}

try_package() {
  check "removed midway, the package leaves queue, results and configuration" is_removed_midway
  check "installed again, the daemon runs and every item is done, with the same bytes" is_installed_again
  check "purged, nothing is left" is_purged
  check "the earlier package installs, with an empty queue" begins_anew
  check "upgraded midway, the new daemon runs and the configuration stays" is_upgraded_midway
  check "after the upgrade every item is done, with the same bytes" ends_alike
  check "a daemon that was disabled stays so in an upgrade" stays_disabled
  check "an error in the configuration stops the daemon, not dpkg" bears_bad_configuration
  check "purged again, nothing is left" is_purged
}
