#!/bin/sh
# Makes .venv from requirements.lock; run by make, from the top of the checkout.
# Usage: sh cli/bootstrap.sh PYTHON
set -eu
python=${1:-python3}

stop() {
  printf 'entree: %s\n' "$1" >&2
  exit 1
}

command -v "$python" >/dev/null 2>&1 ||
  stop "'$python' was not found. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3."
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  stop "Python 3.11 or newer is needed, '$python' is $version. Name another: make PYTHON=/path/to/python3."

command -v node >/dev/null 2>&1 ||
  stop "Node was not found. Install Node 20 or newer, with npm: it runs the local auth server."
node=$(node --version)
major=${node#v}
[ "${major%%.*}" -ge 20 ] ||
  stop "Node 20 or newer is needed, 'node' is $node."
command -v npm >/dev/null 2>&1 ||
  stop "npm was not found. Install it next to Node $node: it fetches the parts of the local stack."

"$python" -c 'import venv, ensurepip' 2>/dev/null ||
  stop "'$python' cannot make virtual environments. Install its venv module (Debian: python$version-venv)."

# A home that cannot be written to (a service account, a container) must not stop the installation.
if ! { mkdir -p "${HOME:-/nonexistent}/.cache" && [ -w "$HOME/.cache" ]; } 2>/dev/null; then
  PIP_CACHE_DIR=$PWD/.entree/cache/pip
  export PIP_CACHE_DIR
fi

rm -f .venv/.ready
# Another interpreter, or one that has gone: start over rather than mix versions.
if [ -e .venv ] && ! .venv/bin/python -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
  rm -rf .venv
fi
printf 'Setting up .venv with Python %s …\n' "$version"
"$python" -m venv .venv
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }
pip install -r requirements.lock ||
  stop "the Python packages of requirements.lock could not be installed; the lines above say why."
pip install --no-deps --no-build-isolation --editable . ||
  stop "the checkout itself could not be installed; the lines above say why."
touch .venv/.ready
