#!/bin/bash
# Makes two Debian packages in dist/. seqd_VERSION_ARCH.deb: daemon and client, plugins, Swift's runtime, models, unit,
# configuration, manual pages and completions. seqtrain_VERSION_ARCH.deb: the trainer, which needs a library of its own for
# matrices. usage: package.sh BUILD_FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."

build=$(realpath "$1")
version=$("$build/seqd" --version)
architecture=$(dpkg --print-architecture)
stages=$(mktemp -d)
trap 'rm -rf "$stages"' EXIT
# Folders of a package have the modes of its stage and of the umask.
umask 022
stage=$stages/seqd
mkdir "$stage"

fail() {
  echo "error: $*" >&2
  exit 1
}

put() { install -D --mode="$1" "$2" "$stage/$3"; }

# Everything that finds its libraries by $ORIGIN lies in one folder; /usr/bin has links to it.
library=usr/lib/seqd
put_program() {
  put 755 "$build/$1" "$library/$1"
  mkdir -p "$stage/usr/bin"
  ln -s "../lib/seqd/$1" "$stage/usr/bin/$1"
}

put_manual() {
  mkdir -p "$stage/usr/share/man/man${1##*.}"
  gzip --no-name --best <"Documentation/man/$1" >"$stage/usr/share/man/man${1##*.}/$1.gz"
}

put_completions() {
  local shell target
  for shell in "bash bash-completion/completions/$1" "zsh zsh/vendor-completions/_$1" "fish fish/vendor_completions.d/$1.fish"; do
    read -r shell target <<<"$shell"
    "$build/$1" --generate-completion-script "$shell" | install -D --mode=644 /dev/stdin "$stage/usr/share/$target"
  done
}

# What of Swift's runtime the given files need, directly or through each other.
runtime_of() { ldd "$@" | awk '$3 ~ /\/swift\/linux\// { print $3 }' | sort -u; }

strip_all() { find "$stage/$library" -type f -exec strip --strip-unneeded {} +; }

# Makes a package of the stage, with the control file from standard input; files have the time of the commit, not that of
# the build.
build_package() {
  local package=dist/$1_${version}_$architecture.deb
  mkdir -p "$stage/DEBIAN" dist
  {
    echo "Package: $1"
    echo "Version: $version"
    echo "Architecture: $architecture"
    echo "Maintainer: The seqd project <seqd@localhost>"
    echo "Installed-Size: $(du --summarize --block-size=1024 "$stage" | cut -f1)"
    cat
  } >"$stage/DEBIAN/control"
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0) \
    dpkg-deb --root-owner-group -Zxz --build "$stage" "$package" >/dev/null
  echo "$package ($(du --human-readable "$package" | cut -f1))"
}

put_program seqd
put_program seqctl
put 644 "$build/libSequenceKit.so" "$library/libSequenceKit.so"
for plugin in CharacterText WordText HandwritingPrediction HandwritingSynthesis; do
  put 644 "$build/lib$plugin.so" "$library/plugins/lib$plugin.so"
done

mapfile -t runtime < <(runtime_of "$build/seqd" "$build/seqctl" "$build"/lib*.so)
((${#runtime[@]} > 0)) || fail "no Swift runtime is among the libraries of $build/seqd"
for file in "${runtime[@]}"; do put 644 "$file" "$library/$(basename "$file")"; done
strip_all

for model in Models/*/; do
  for file in "$model"*; do put 644 "$file" "usr/share/seqd/models/$(basename "$model")/$(basename "$file")"; done
done
for unit in seqd.service seqd.socket; do put 644 "systemd/$unit" "usr/lib/systemd/system/$unit"; done
put 644 systemd/seqd.sysusers usr/lib/sysusers.d/seqd.conf
sed -e 's|^#models = .*|models = "/usr/share/seqd/models"|' -e 's|^#plugins = .*|plugins = ["/usr/lib/seqd/plugins"]|' \
  etc/seqd.toml | install -D --mode=644 /dev/stdin "$stage/etc/seqd/seqd.toml"
for page in seqctl.1 seqd.8 seqd.toml.5; do put_manual "$page"; done
put_completions seqctl
put 644 LICENSE usr/share/doc/seqd/copyright
# As they lie here, so that the README's links lead somewhere.
for document in README.md ARCHITECTURE.md LICENSE Documentation/*.md Documentation/images/*; do
  put 644 "$document" "usr/share/doc/seqd/$document"
done
for template in etc/templates/*.toml; do
  put 644 "$template" "usr/share/seqd/templates/${template##*/}"
done

mkdir "$stage/DEBIAN"
echo /etc/seqd/seqd.toml >"$stage/DEBIAN/conffiles"
install --mode=755 systemd/debian/{postinst,prerm,postrm} "$stage/DEBIAN"
build_package seqd <<'CONTROL'
Depends: libc6 (>= 2.36), libstdc++6, libgcc-s1, libcairo2, libsqlite3-0, libzmq5, zlib1g, systemd
Suggests: seqtrain
Section: text
Priority: optional
Description: daemon that generates text and handwriting with recurrent networks
 Jobs wait in a durable queue and are generated in batches: text by character or
 by word, handwriting that goes on, and handwriting of a given text as PDF, PNG
 or SVG. seqctl hands them in and fetches what became of them.
CONTROL

stage=$stages/seqtrain
put_program seqtrain
for file in $(comm -13 <(printf '%s\n' "${runtime[@]}") <(runtime_of "$build/seqtrain")); do
  put 644 "$file" "$library/$(basename "$file")"
done
strip_all
put_manual seqtrain.1
put_completions seqtrain
put 644 LICENSE usr/share/doc/seqtrain/copyright
put 644 Documentation/RESULTS.md usr/share/doc/seqtrain/RESULTS.md
build_package seqtrain <<CONTROL
Depends: seqd (= $version), libc6 (>= 2.36), libstdc++6, libgcc-s1, libcairo2, libarchive13, libdnnl2, libgomp1, zlib1g
Section: text
Priority: optional
Description: trains and measures the recurrent networks that seqd serves
 Networks for text and handwriting are trained from their data sets, measured,
 and exported as packages for seqd. 'seqctl style learn' uses it to learn a
 person's hand from a few lines of ink.
CONTROL
