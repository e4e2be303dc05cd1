#!/bin/bash
# live.sh FOLDER: lays the QML of the source tree into FOLDER as modules, for SNUG_QML_LIVE=FOLDER.
# Looks can then be changed without compiling.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$1
lay() { # source folder, module
  local to="$out/${2//.//}"
  mkdir -p "$to"; find "$to" -type l -delete
  { echo "module $2"
    for file in "$root/$1"/*.qml; do
      local name; name=$(basename "$file" .qml)
      ln -s "$file" "$to/$name.qml"
      if grep -q '^pragma Singleton' "$file"; then echo "singleton $name 1.0 $name.qml"; else echo "$name 1.0 $name.qml"; fi
    done; } > "$to/qmldir"
}
for pair in style:Style components:Components models:Models chat:Chat settings:Settings onboarding:Onboarding shell:Shell; do
  if compgen -G "$root/ui/${pair%%:*}/*.qml" > /dev/null; then lay "ui/${pair%%:*}" "Snug.${pair##*:}"; fi
done
lay tests/ui/fake Snug.ViewModels
lay tests/ui/scenes Snug.Scenes
if [ -n "${SNUG_BUILD:-}" ] && [ -e "$SNUG_BUILD/qml/Snug/RichText/qmldir" ]; then
  mkdir -p "$out/Snug/RichText"; grep -v '^prefer' "$SNUG_BUILD/qml/Snug/RichText/qmldir" > "$out/Snug/RichText/qmldir"
  cp "$SNUG_BUILD"/qml/Snug/RichText/*.qmltypes "$out/Snug/RichText/" 2>/dev/null || true
fi
