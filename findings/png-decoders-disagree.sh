#!/usr/bin/env bash
# Four PNG decoders for JavaScript and three valid files: fast-png refuses a single pixel whose colour is
# declared transparent, upng-js loses white pixels of a picture with 1 bit per pixel, and pngjs rounds 16
# bits where the others (and Chromium) take the high byte. Fails when any of them behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  fast-png@8.0.0 pngjs@7.0.0 upng-js@2.1.0 @cwasm/lodepng@0.1.9

cat >run.mjs <<'JS'
import assert from 'node:assert/strict';
import { crc32, deflateSync } from 'node:zlib';
import { decode as fastPng } from 'fast-png';
import lodepng from '@cwasm/lodepng';
import pngjs from 'pngjs';
import upng from 'upng-js';

const chunk = (type, data) => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const file = Buffer.alloc(body.length + 8);
  file.writeUInt32BE(data.length, 0);
  body.copy(file, 4);
  file.writeUInt32BE(crc32(body), body.length + 4);
  return file;
};
const png = ({ width, height, depth, colour, interlace = 0 }, rows, ...chunks) => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlace], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...chunks,
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
const arrayBuffer = (file) => file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
const rgba = {
  'lodepng 0.1.9': (file) => [...lodepng.decode(file).data],
  'pngjs 7.0.0': (file) => [...pngjs.PNG.sync.read(file).data],
  'upng-js 2.1.0': (file) => [...new Uint8Array(upng.toRGBA8(upng.decode(arrayBuffer(file)))[0])],
  'fast-png 8.0.0': (file) => {
    const { data, channels, depth } = fastPng(file);
    if (channels === 4) return [...data];
    return [...data].flatMap((sample) => (depth === 16 ? [sample] : [sample]));
  },
};
const attempt = (name, file) => {
  try {
    return rgba[name](file);
  } catch (error) {
    return `refused: ${error.message}`;
  }
};

console.log('1 × 1, RGB (1, 2, 3), and tRNS says that this colour is transparent:');
const keyed = png({ width: 1, height: 1, depth: 8, colour: 2 }, [0, 1, 2, 3],
  chunk('tRNS', Buffer.from([0, 1, 0, 2, 0, 3])));
for (const name of Object.keys(rgba)) console.log(' ', name, attempt(name, keyed));
assert.deepEqual(attempt('lodepng 0.1.9', keyed), [1, 2, 3, 0]);
assert.match(String(attempt('fast-png 8.0.0', keyed)), /tRNS chunk contains more alpha values/);

console.log('3 × 2, grey with 1 bit, all white; each row begins with a byte of its own:');
const white = png({ width: 3, height: 2, depth: 1, colour: 0 }, [0, 0b11100000, 0, 0b11100000]);
const expected = Array.from({ length: 6 }, () => [255, 255, 255, 255]).flat();
for (const name of ['lodepng 0.1.9', 'pngjs 7.0.0', 'upng-js 2.1.0']) {
  console.log(' ', name, String(attempt(name, white)));
}
assert.deepEqual(attempt('lodepng 0.1.9', white), expected);
assert.deepEqual(attempt('pngjs 7.0.0', white), expected);
assert.notDeepEqual(attempt('upng-js 2.1.0', white), expected);

console.log('1 × 1, grey with 16 bits, 0x00ff:');
const deep = png({ width: 1, height: 1, depth: 16, colour: 0 }, [0, 0, 255]);
for (const name of ['lodepng 0.1.9', 'pngjs 7.0.0', 'upng-js 2.1.0']) {
  console.log(' ', name, String(attempt(name, deep)));
}
assert.deepEqual(attempt('lodepng 0.1.9', deep), [0, 0, 0, 255]);
assert.deepEqual(attempt('upng-js 2.1.0', deep), [0, 0, 0, 255]);
assert.deepEqual(attempt('pngjs 7.0.0', deep), [1, 1, 1, 255]);
JS
node run.mjs
