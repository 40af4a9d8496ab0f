# Shared by ./run, ./test and ./bench: the Debian packages they need, configuring and building. To be sourced.
# Needs no network if nothing is missing.

herlaad_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Libraries of the program, and its build tools. tzdata contains Europe/Brussels, which the calendar needs; the fonts draw
# receipts, including Chinese ones.
packages_build=(
  g++ cmake ninja-build ccache mold ca-certificates git pkg-config tzdata
  libboost-dev libboost-system-dev libssl-dev zlib1g-dev nlohmann-json3-dev libicu-dev libphonenumber-dev libsqlite3-dev libpq-dev
  libcurl4-openssl-dev libsodium-dev liboath-dev libcli11-dev libtomlplusplus-dev libspdlog-dev libfmt-dev prometheus-cpp-dev
  libhowardhinnant-date-dev libyaml-cpp-dev libpango1.0-dev libcairo2-dev libqrencode-dev libexpat1-dev fonts-dejavu-core fonts-wqy-microhei
)
# Builds the web app if there is no Node.js 18 or newer with npm.
packages_web=(nodejs npm)
# For tests and checks.
packages_test=(
  libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev
  llvm-14 sqlite3 postgresql-15 pgbouncer pgpool2 wrk curl poppler-utils zbar-tools nginx-light haproxy apache2 caddy
  prometheus python3-requests python3-httpx python3-venv oathtool
)
# For trying the program in a bare Debian 12.
packages_bare=(debootstrap)
# For making a Debian package of the program, and checking it.
packages_package=(dpkg-dev binutils)
packages_package_test=(lintian systemd zsh fish)
# For benchmarks.
packages_bench=(libbenchmark-dev postgresql-15)
# For tests in a browser.
packages_browser=(chromium fonts-liberation fonts-wqy-microhei)

say() { printf '==> %s\n' "$*" >&2; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Those of the given packages that are not installed, one on each line.
missing_packages() {
  comm -23 <(printf "%s\n" "$@" | sort -u) <(
    { dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true; } |
      awk '$2 == "installed" { print $1 }' | sort -u
  )
}

# Whether a Node.js exists that can build the web app. Then Debian's is not installed as well.
has_node() {
  local version
  command -v npm >/dev/null && version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  ((${version%%.*} >= 18))
}

require_debian_12() {
  local id='' version=''
  if [[ -r /etc/os-release ]]; then
    id=$(. /etc/os-release && printf '%s' "${ID:-}")
    version=$(. /etc/os-release && printf '%s' "${VERSION_ID:-}")
  fi
  [[ $id == debian && $version == 12 ]] && return
  fail "the set-up knows Debian 12 (bookworm) only; this is ${id:-an unknown system} ${version}.
Use a Debian 12 machine or container, or install the packages listed in tools/setup.sh by your system's means and
start again with HERLAAD_SETUP=skip."
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "installing packages needs root: run this as root, or install sudo"
  fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 </dev/null >&2 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
      -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 "$@" </dev/null >&2
}

# need_packages NAME...: installs the missing packages of these groups.
need_packages() {
  if [[ ${HERLAAD_SETUP:-} != skip ]]; then
    require_debian_12
    local group missing=() wanted=()
    for group in "$@"; do
      [[ $group == web ]] && has_node && continue
      local -n packages=packages_$group
      wanted+=("${packages[@]}")
    done
    mapfile -t missing < <(missing_packages "${wanted[@]}")
    if ((${#missing[@]} > 0)); then
      say "installing ${#missing[@]} Debian packages: ${missing[*]}"
      apt_install "${missing[@]}" || {
        say "that failed; trying once more"
        sleep 5
        apt_install "${missing[@]}" || fail "apt-get could not install: ${missing[*]}"
      }
    fi
  fi
  local tool
  for tool in c++ cmake ninja pkg-config; do
    command -v "$tool" >/dev/null || fail "'$tool' is not in PATH, though its package should be there; is PATH complete?"
  done
}

# Options in addition to the preset's, for every build of this run: ./run --without-web sets -DHERLAAD_WEB=OFF.
cmake_options=()

# What a build folder was configured with: another path, other presets or other options need configuring again.
configuration_of() { printf '%s %s %s\n' "$herlaad_root" "$(cksum <"$herlaad_root/CMakePresets.json")" "${cmake_options[*]:-}"; }

# configure PRESET: once; ninja configures again by itself when a CMake file changes.
configure() {
  local preset=$1 folder=$herlaad_root/build/$1
  if [[ -f $folder/build.ninja && -f $folder/.configured ]] &&
    [[ $(configuration_of) == "$(<"$folder/.configured")" ]]; then
    return
  fi
  say "configuring build/$preset"
  mkdir -p "$folder"
  (cd "$herlaad_root" && cmake --fresh --preset "$preset" "${cmake_options[@]}" >&2)
  configuration_of >"$folder/.configured"
}

# build PRESET [TARGET...]: configures if necessary and builds; concurrent builds wait for each other.
build() {
  local preset=$1 folder=$herlaad_root/build/$1
  shift
  mkdir -p "$folder"
  (
    flock 9
    configure "$preset"
    say "building build/$preset${*:+ ($*)}"
    # What two presets compile alike is compiled once: the build folder's own path does not count.
    CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=$herlaad_root ninja -C "$folder" -j "$(nproc)" "$@" >&2
  ) 9>"$folder/.lock"
}
