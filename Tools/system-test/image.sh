# Sourced by test-system.sh: system_image PACKAGE... makes a Debian 12 with systemd and what the given packages depend
# on, unless the cache has one, and leaves its folder in $image. It is never booted itself, only a copy of it.
# shellcheck shell=bash

# The archive that apt has Debian itself from, not its updates.
mirror_of_host() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk '$1 !~ /security/ && $2 !~ /-/ && $3 == "main" { print $1; exit }'
}

# What must be there already where there is no network: the names in Depends but our own, the first of alternatives.
dependencies() {
  local file
  for file; do dpkg-deb --field "$file" Depends | tr ',' '\n'; done |
    sed --regexp-extended 's/\|.*//; s/\(.*//; s/[[:blank:]]//g' | { grep --invert-match --line-regexp seqd; } | sort --unique
}

make_image() {
  local target=$1 packages=$2 mirror proxy
  mirror=$(mirror_of_host)
  [[ -n $mirror ]] || fail "apt has no Debian archive among its sources"
  echo "A Debian with systemd is made for the tests, once; this takes a minute or two."
  proxy=$(apt-config dump --format '%v' Acquire::http::Proxy)
  if [[ -n $proxy ]]; then export http_proxy=$proxy; fi
  timeout --kill-after=10 900 debootstrap --variant=minbase --include="$packages" bookworm "$target" "$mirror" \
    >"$target.log" 2>&1 || {
    tail -n 20 "$target.log" >&2
    fail "debootstrap could not make the Debian; the end of what it said stands above"
  }
  # Neither lists nor archives are needed again, the name is the host's, and nothing but the tests may use apt in it.
  rm -rf "$target.log" "$target/etc/hostname" "$target"/var/lib/apt/lists/* "$target"/var/cache/apt/archives/*.deb
  systemctl --quiet --root="$target" mask apt-daily.timer apt-daily-upgrade.timer
}

system_image() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}/seqd/system-test packages key lock
  packages=$({
    printf '%s\n' systemd systemd-sysv dbus man-db
    dependencies "$@"
  } | sort --unique | paste --serial --delimiters=,)
  key=$(printf 'bookworm %s %s' "$(dpkg --print-architecture)" "$packages" | sha256sum | cut -c 1-12)
  image=$cache/bookworm-$key
  mkdir -p "$cache"
  # Two runs at once make it once; one that is half made has another name.
  exec {lock}>"$cache/lock"
  flock --timeout 1200 "$lock" || fail "another run has been making the Debian for twenty minutes"
  if [[ ! -d $image ]]; then
    rm -rf "$image.part"
    make_image "$image.part" "$packages"
    mv "$image.part" "$image"
  fi
  exec {lock}>&-
}
