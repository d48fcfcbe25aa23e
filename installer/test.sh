#!/bin/sh
# Sets everything up and runs every test.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/installer/set_up.sh"

set_up all
say "running the tests"
exec ctest --test-dir "$root/build" --output-on-failure -j2 -LE soak
