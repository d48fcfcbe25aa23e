#!/bin/sh
# Sets everything up and opens the planner on INPUT (a DICOM folder, .inv3, NRRD or NIfTI), or
# plans it headless where there is no display.
#   ./installer/run.sh [INPUT]
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/installer/set_up.sh"

input=${1:-/usr/share/doc/invesalius-examples/examples/Cranium.inv3}
set_up bregma bregma-cli
[ -e "$input" ] || fail "opening $input: there is no such file or folder"

if [ -n "${DISPLAY:-}" ]; then
  say "opening $input"
  exec "$root/build/bin/bregma" "$input"
fi

case_folder=$root/build/case.bregma
say "planning $input without a display"
xvfb-run -a -s "-screen 0 1920x1200x24" \
  "$root/build/bin/bregma-cli" run "$input" --out "$case_folder" || fail "planning $input"
say "the case is in $case_folder"
