#!/bin/sh
# Makes .venv, and first gets what Debian keeps in a package of its own.
set -eu
python=${PYTHON:-python3}
# One that works is kept; what changed in the lock file is installed into it.
.venv/bin/python -c "import pip" 2>/dev/null && exit 0
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; $python is older." >&2
    exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv
    else
        echo "python3-venv is missing. Install it with: sudo apt-get install python3-venv" >&2
        exit 1
    fi
fi
"$python" -m venv --clear .venv
