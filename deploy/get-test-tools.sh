#!/bin/sh
# Gets what the tests need from Debian: PostgreSQL's server binaries, Chromium, Node with npm,
# and Pango with a font.
set -eu
missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$missing postgresql"
command -v chromium >/dev/null || missing="$missing chromium"
command -v npm >/dev/null || missing="$missing nodejs npm"
.venv/bin/python -I -c "import weasyprint" 2>/dev/null || missing="$missing libpango-1.0-0 libpangoft2-1.0-0"
[ -n "$(fc-list 2>/dev/null)" ] || missing="$missing fontconfig fonts-dejavu-core"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # shellcheck disable=SC2086 # the names are words of their own
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
else
    echo "The tests need:$missing. Install with: sudo apt-get install$missing" >&2
    exit 1
fi
