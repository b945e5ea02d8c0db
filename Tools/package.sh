#!/bin/bash
# Makes the Debian package dist/seqd_VERSION_ARCH.deb: programs, plugins, Swift's runtime, models, unit, configuration, manual
# pages and completions. usage: package.sh BUILD_FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."

build=$(realpath "$1")
version=$("$build/seqd" --version)
architecture=$(dpkg --print-architecture)
stage=$(mktemp -d)
# Folders of the package have the modes of this one and of the umask.
chmod 755 "$stage"
umask 022
trap 'rm -rf "$stage"' EXIT

fail() {
  echo "error: $*" >&2
  exit 1
}

put() { install -D --mode="$1" "$2" "$stage/$3"; }

# Everything that finds its libraries by $ORIGIN lies in one folder; /usr/bin has links to it.
library=usr/lib/seqd
for program in seqd seqctl; do
  put 755 "$build/$program" "$library/$program"
  mkdir -p "$stage/usr/bin"
  ln -s "../lib/seqd/$program" "$stage/usr/bin/$program"
done
put 644 "$build/libSequenceKit.so" "$library/libSequenceKit.so"
for plugin in CharacterText WordText HandwritingPrediction HandwritingSynthesis; do
  put 644 "$build/lib$plugin.so" "$library/plugins/lib$plugin.so"
done

# Of Swift's runtime what these need, directly or through each other.
mapfile -t runtime < <(ldd "$build/seqd" "$build/seqctl" "$build"/lib*.so |
  awk '$3 ~ /\/swift\/linux\// { print $3 }' | sort -u)
((${#runtime[@]} > 0)) || fail "no Swift runtime is among the libraries of $build/seqd"
for file in "${runtime[@]}"; do put 644 "$file" "$library/$(basename "$file")"; done
find "$stage/$library" -type f -exec strip --strip-unneeded {} +

for model in Models/*/; do
  for file in "$model"*; do put 644 "$file" "usr/share/seqd/models/$(basename "$model")/$(basename "$file")"; done
done
put 644 systemd/seqd.service usr/lib/systemd/system/seqd.service
put 644 systemd/seqd.sysusers usr/lib/sysusers.d/seqd.conf
sed -e 's|^#models = .*|models = "/usr/share/seqd/models"|' -e 's|^#plugins = .*|plugins = ["/usr/lib/seqd/plugins"]|' \
  etc/seqd.toml | install -D --mode=644 /dev/stdin "$stage/etc/seqd/seqd.toml"
for page in seqctl.1 seqd.8 seqd.toml.5; do
  mkdir -p "$stage/usr/share/man/man${page##*.}"
  gzip --no-name --best <"Documentation/man/$page" >"$stage/usr/share/man/man${page##*.}/$page.gz"
done
"$build/seqctl" --generate-completion-script bash |
  install -D --mode=644 /dev/stdin "$stage/usr/share/bash-completion/completions/seqctl"
"$build/seqctl" --generate-completion-script zsh |
  install -D --mode=644 /dev/stdin "$stage/usr/share/zsh/vendor-completions/_seqctl"
"$build/seqctl" --generate-completion-script fish |
  install -D --mode=644 /dev/stdin "$stage/usr/share/fish/vendor_completions.d/seqctl.fish"
put 644 LICENSE usr/share/doc/seqd/copyright
put 644 README.md usr/share/doc/seqd/README.md
for document in PROTOCOL METRICS MODELS PLUGINS INK LETTERS; do
  put 644 "Documentation/$document.md" "usr/share/doc/seqd/$document.md"
done
for template in etc/templates/*.toml; do
  put 644 "$template" "usr/share/seqd/templates/${template##*/}"
done

mkdir "$stage/DEBIAN"
cat >"$stage/DEBIAN/control" <<CONTROL
Package: seqd
Version: $version
Architecture: $architecture
Maintainer: The seqd project <seqd@localhost>
Installed-Size: $(du --summarize --block-size=1024 "$stage" | cut -f1)
Depends: libc6 (>= 2.36), libstdc++6, libgcc-s1, libcairo2, libsqlite3-0, libzmq5, zlib1g, systemd
Section: text
Priority: optional
Description: daemon that generates text and handwriting with recurrent networks
 Jobs wait in a durable queue and are generated in batches: text by character or
 by word, handwriting that goes on, and handwriting of a given text as PDF, PNG
 or SVG. seqctl hands them in and fetches what became of them.
CONTROL
echo /etc/seqd/seqd.toml >"$stage/DEBIAN/conffiles"
install --mode=755 systemd/debian/{postinst,prerm,postrm} "$stage/DEBIAN"

mkdir -p dist
package=dist/seqd_${version}_$architecture.deb
# Files have the time of the commit, not that of the build.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0) \
  dpkg-deb --root-owner-group -Zxz --build "$stage" "$package" >/dev/null
echo "$package ($(du --human-readable "$package" | cut -f1))"
