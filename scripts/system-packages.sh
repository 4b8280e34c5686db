#!/bin/sh
# Name the system packages that are missing, and install them where apt is there and allowed.
# Usage: [NO_APT=1] system-packages.sh PACKAGE...   It never fails: what stays missing is skipped by name later.
set -u

have() {
  case "$1" in
    bubblewrap) command -v bwrap ;;
    python3) [ -x /usr/bin/python3 ] ;;
    g++) command -v g++ ;;
    openjdk-*) command -v javac ;;
    golang-go) command -v go ;;
    nodejs) command -v node ;;
    ruby) command -v ruby ;;
    php-cli) command -v php ;;
    python3-venv) "${PYTHON:-python3}" -c 'import ensurepip, venv' ;;
    *) dpkg -s "$1" ;;
  esac >/dev/null 2>&1
}

missing=""
for package in python3-venv "$@"; do
  have "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "system packages that are missing:$missing"
if [ -n "${NO_APT:-}" ]; then
  echo "NO_APT is set: going on without them; their languages are skipped by name"
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "no apt here: install them in your system's way; until then their languages are skipped by name"
  exit 0
fi
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  echo "not allowed to install: run 'sudo apt-get install$missing'; until then their languages are skipped by name"
  exit 0
fi
echo "installing them with apt (NO_APT=1 declines)"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq || true
for package in $missing; do
  $as_root apt-get install -y -qq --no-install-recommends "$package" >/dev/null || echo "could not install $package"
done
exit 0
