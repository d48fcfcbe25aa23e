# Sourced by run.sh and test.sh: packages, configuration and build. Needs $root.

log=$root/build/set-up.log

say() { printf '%s\n' "bregma: $*"; }
fail() {
  printf '%s\n' "bregma: failed: $*" >&2
  exit 1
}

# quietly WHAT COMMAND...: one line before; on failure the end of the log and one line after.
quietly() {
  what=$1
  shift
  say "$what"
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "$what (all of it is in $log)"
  fi
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

missing_packages() {
  sed 's/#.*//' "$root/installer/packages.txt" | tr -s ' \t' '\n' | while read -r package; do
    [ -n "$package" ] || continue
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
      printf '%s ' "$package"
  done
}

install_packages() {
  command -v dpkg-query >/dev/null || fail "finding dpkg-query: this set-up is made for Debian 12"
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
    fail "installing packages: neither root nor sudo; please install: $missing"
  quietly "updating the package lists" as_root apt-get update -q
  # shellcheck disable=SC2086 # a list of words
  quietly "installing packages: $missing" \
    as_root apt-get install -y -q --no-install-recommends $missing
}

# build TARGET...
build() {
  # Another checkout of the same sources finds what this one compiled.
  export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1
  quietly "configuring the release build" \
    cmake -S "$root" -B "$root/build" -G Ninja -DCMAKE_BUILD_TYPE=Release
  quietly "building (a few minutes the first time)" cmake --build "$root/build" --target "$@"
}

set_up() {
  mkdir -p "$root/build" || fail "making $root/build"
  install_packages
  build "$@"
}
