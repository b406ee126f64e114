#!/bin/sh
# Gets what browsers are served that is not ours, at the versions pinned in deploy/front-end: the
# reader of barcodes. It is served by ourselves, and nothing else needs it.
set -eu
from=deploy/front-end
to=registry/web/static/vendor
cmp -s $from/package-lock.json $to/.installed && exit 0
npm ci --loglevel=error --prefix $from >/dev/null
rm -rf $to
mkdir -p $to
cp $from/node_modules/barcode-detector/dist/es/ponyfill.js \
    $from/node_modules/barcode-detector/dist/es/zxing-exported.js \
    $from/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm $to
cp $from/node_modules/barcode-detector/LICENSE $to/LICENSE.barcode-detector
cp $from/node_modules/zxing-wasm/LICENSE $to/LICENSE.zxing-wasm
cp $from/package-lock.json $to/.installed
