#!/bin/sh
# skull_stl_bench.sh BREGMA_CLI [DICOM_FOLDER]
# CT to skull STL, ours beside InVesalius (package invesalius; it needs a display: xvfb-run).
# Without a folder, a phantom of 512 x 512 x 200 voxels is written and used.
set -eu
cli=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=${2:-$work/dicom}
[ $# -gt 1 ] || "$cli" phantom "$folder" --matrix 512 --slices 200 --pixel 0.45 --slice 1 >/dev/null

# measure NAME COMMAND...: seconds and the most memory of the command and its children.
measure() {
  python3 - "$@" <<'PYTHON'
import resource, subprocess, sys, time
start = time.monotonic()
done = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seconds = time.monotonic() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
print(f"{sys.argv[1]:12s} {seconds:6.1f} s {peak:7.0f} MB   exit {done.returncode}")
PYTHON
}

triangles() { od -An -t u4 -j 80 -N 4 "$1" | tr -d ' '; }

for round in 1 2 3; do
  measure bregma "$cli" run "$folder" --to bone --set export.skull=true --out "$work/case"
done
printf '%s triangles\n' "$(triangles "$work/case/export/skull.stl")"
if command -v invesalius3 >/dev/null; then
  # It starts the first python3 of the path, and its modules are those of the system's.
  PATH=/usr/bin:$PATH
  for round in 1 2; do
    measure invesalius xvfb-run -a invesalius3 --no-gui -i "$folder" -t 226,3071 -e "$work/skull.stl"
  done
  printf '%s triangles\n' "$(triangles "$work/skull.stl")"
fi
