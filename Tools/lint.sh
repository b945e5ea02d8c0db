#!/bin/bash
# Style of every file of the project: swift format, and what no formatter looks at. Exit status 1 when something is off.
set -euo pipefail
cd "$(dirname "$0")/.."

status=0
mapfile -t files < <(git ls-files --cached --others --exclude-standard)
swift_files=() text_files=()
for file in "${files[@]}"; do
  [[ -f $file && ! -L $file ]] || continue
  case $file in
    *.swift) swift_files+=("$file") ;;
  esac
  case $file in
    *.safetensors | *.png | *.pdf | *.svg | *.json | *.tar.* | *.sqlite) ;;
    *) text_files+=("$file") ;;
  esac
done

swift format lint --strict --parallel --configuration .swift-format "${swift_files[@]}" || status=1

if grep --line-number --extended-regexp '[[:blank:]]+$' "${text_files[@]}"; then
  echo "error: the lines above end in blanks" >&2
  status=1
fi
for file in "${text_files[@]}"; do
  case $file in
    Makefile) ;;
    *)
      if grep --line-number --with-filename $'\t' "$file"; then
        echo "error: $file has tabs; spaces are used here" >&2
        status=1
      fi
      ;;
  esac
  if [[ -s $file && -n $(tail -c 1 "$file") ]]; then
    echo "error: $file does not end in a line break" >&2
    status=1
  fi
done
if ((status == 0)); then echo "lint: ${#swift_files[@]} Swift files and ${#text_files[@]} texts are clean"; fi
exit "$status"
