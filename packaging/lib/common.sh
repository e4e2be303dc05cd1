# Shared by packaging/run and packaging/test: messages, Debian packages, the build. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
logs="$root/build/logs"
mkdir -p "$logs"
# A fresh clone elsewhere finds what an earlier one compiled.
export CCACHE_BASEDIR="${CCACHE_BASEDIR:-$root}" CCACHE_NOHASHDIR="${CCACHE_NOHASHDIR:-1}"

say() { printf '==> %s\n' "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }
die() {
  printf '\nsnug: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '      %s\n' "$line" >&2; done
  exit 1
}

# packages GROUP...: the names that packages.txt lists under these headings
packages() {
  local wanted=" $* "
  awk -v wanted="$wanted" '
    /^\[.*\]$/ { group = substr($0, 2, length($0) - 2); next }
    /^[^#[:space:]]/ && index(wanted, " " group " ") { print $1 }' "$root/packaging/packages.txt"
}

# missing_packages GROUP...: those of them that are not installed
missing_packages() {
  local installed
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | sort -u)
  comm -23 <(packages "$@" | sort -u) <(printf '%s\n' "$installed")
}

# as_root COMMAND...: runs it as root, through sudo where needed
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# watch_apt PID LOG: a line every ten seconds while apt works, so that nobody thinks it hangs
watch_apt() {
  local waited=0
  while kill -0 "$1" 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
    if [ $((waited % 10)) = 0 ]; then
      note "$(grep -c '^Get:' "$2" || true) fetched, $(grep -c '^Unpacking ' "$2" || true) unpacked," \
        "$(grep -c '^Setting up ' "$2" || true) set up, $waited s"
    fi
  done
}

# apt_get LOG ARGUMENTS...: apt-get without questions, its output in LOG
apt_get() {
  local log=$1
  shift
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" >"$log" 2>&1 </dev/null &
  local pid=$!
  watch_apt "$pid" "$log"
  wait "$pid"
}

install_packages() {
  if [ -n "${SNUG_SKIP_INSTALL:-}" ]; then
    note "SNUG_SKIP_INSTALL is set: no package is installed"
    return
  fi
  command -v apt-get >/dev/null || die "this system has no apt-get." \
    "Install what packaging/packages.txt lists with your own package manager," \
    "then run this again with SNUG_SKIP_INSTALL=1."
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || { note "all Debian packages are there"; return; }
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "packages are missing, and installing them needs root." \
      "Run this as root, or have these installed: ${missing[*]}"
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; } || die "packages are missing, and sudo asks for a password." \
      "Run 'sudo -v' first, or have these installed: ${missing[*]}"
  fi
  apt_get "$logs/apt-update.log" update ||
    note "warning: the package lists could not be refreshed (build/logs/apt-update.log); trying with those on disk"
  if ! apt_get "$logs/apt-install.log" install --no-install-recommends "${missing[@]}"; then
    tail -n 15 "$logs/apt-install.log" | sed 's/^/    /' >&2
    if grep -q 'Unable to locate package' "$logs/apt-install.log"; then
      die "a package does not exist on this system (Snug is made for Debian 12 and Ubuntu 24.04)." \
        "The whole output is in build/logs/apt-install.log."
    fi
    die "apt-get could not install the packages: is the network up, is the disk full?" \
      "The whole output is in build/logs/apt-install.log. Run this again when that is solved."
  fi
}

# build_jobs: one compiler a core, fewer where memory is short (the largest of our sources takes about 1 GiB)
build_jobs() {
  local cores memory_gib
  cores=$(nproc)
  memory_gib=$(($(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo) / 1048576))
  [ "$memory_gib" -ge 1 ] || memory_gib=1
  printf '%s\n' "${CMAKE_BUILD_PARALLEL_LEVEL:-$((cores < memory_gib ? cores : memory_gib))}"
}

# configure PRESET [CMAKE ARGUMENTS...]
configure() {
  local preset=$1 log="$logs/configure-$1.log"
  shift
  say "Configuring ($preset)"
  if ! (cd "$root" && cmake --preset "$preset" "$@") >"$log" 2>&1; then
    tail -n 30 "$log" | sed 's/^/    /' >&2
    die "CMake could not configure the build; the whole output is in build/logs/configure-$preset.log."
  fi
  sed -n '/^-- Snug /,$p' "$log" | sed -n 's/^-- /    /p' >&2
}

# build PRESET [TARGETS...]: Ninja's own progress line where a person looks, a line every 30 steps elsewhere
build() {
  local preset=$1 log="$logs/build-$1.log" targets=() status=0
  shift
  [ $# = 0 ] || targets=(--target "$@")
  say "Building ($preset) with $(build_jobs) jobs"
  if [ -t 2 ]; then
    (cd "$root" && cmake --build --preset "$preset" -j "$(build_jobs)" "${targets[@]}") 2>&1 | tee "$log" >&2 || status=$?
  else
    (cd "$root" && cmake --build --preset "$preset" -j "$(build_jobs)" "${targets[@]}") 2>&1 | tee "$log" |
      awk '/^\[[0-9]+\/[0-9]+\]/ { if (++n % 30 == 0) { print "    " $1; fflush() } }' >&2 || status=$?
  fi
  if [ "$status" != 0 ]; then
    grep -n -E -m 1 -A 25 'FAILED:|error:|undefined reference' "$log" | sed 's/^/    /' >&2
    die "the build failed; the whole output is in build/logs/build-$preset.log."
  fi
}

# has_target PRESET NAME
has_target() { ninja -C "$root/build/$1" -t targets all 2>/dev/null | grep -q "^$2: phony"; }

# binary PRESET NAME: where the build put an executable
binary() { find "$root/build/$1" -type f -name "$2" -perm -u+x -not -path '*/CMakeFiles/*' -print -quit; }
