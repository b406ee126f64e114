#!/bin/sh
# Gets what pages are held to: the packages pinned in tests/pages, into an ignored folder there.
set -eu
cd tests/pages
cmp -s package-lock.json node_modules/.installed && exit 0
npm ci --loglevel=error >/dev/null
cp package-lock.json node_modules/.installed
