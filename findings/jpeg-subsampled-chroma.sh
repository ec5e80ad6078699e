#!/usr/bin/env bash
# Two JPEG decoders and one valid 4:2:0 file of 17 × 13 pixels: jpeg-js repeats each chroma sample over the
# pixels that share it, libjpeg-turbo (and so browsers and Pillow) interpolates between them. The standard
# leaves this open; at red and blue edges it is most of the range. Fails when they come nearer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts jpeg-js@0.4.4 @cwasm/jpeg-turbo@0.1.3

# Made by `cjpeg -quality 85 -sample 2x2` from gradients, edges and noise.
base64 -d >picture.jpg <<'JPEG'
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0d
Hx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4e
Hh4eHh4eHh7/wAARCAANABEDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF
BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW
V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi
4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC
AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVm
Z2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq
8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDySz8M388EllIkbKP3ncHJHykA4z9MdOc4rorHRrO1kOnna18xUR2rRFBI7Y2AYX6ckgnc
ORium8MovjK5l0yyaTRZbaE3RuEcys4VlQJj5ccMvQ4+Xp6d5deD7DQvh7qV/J5N7q2n213JDeyWybt8UbSIxzkkjgYJI4H0qMy4
qrY/FydFJe0au2tPffJr1s5eTcbddz6TJsdW4a5KOetrERVlSVm4xWqk5K9Nxt0UubX1PLP+EZ8Xf8+b/wDgWn/xdFct/wALL8a/
9Bhf/AOD/wCIor7P/iE3EH/QRH/wbP8A+VHt/wDEW8L/ANAq/wDAf/tz/9k=
JPEG
cat >run.mjs <<'JS'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import jpegJs from 'jpeg-js';
import turbo from '@cwasm/jpeg-turbo';

const file = readFileSync('picture.jpg');
const a = jpegJs.decode(file, { useTArray: true });
const b = turbo.decode(file);
assert.deepEqual([a.width, a.height], [b.width, b.height]);
let largest = 0;
let pixels = 0;
for (let at = 0; at < b.data.length; at += 4) {
  const apart = Math.max(...[0, 1, 2].map((c) => Math.abs(a.data[at + c] - b.data[at + c])));
  largest = Math.max(largest, apart);
  if (apart > 8) pixels++;
}
console.log(`jpeg-js 0.4.4 and libjpeg-turbo (@cwasm/jpeg-turbo 0.1.3): up to ${largest} of 255 apart,`);
console.log(`more than 8 in ${pixels} of ${b.width * b.height} pixels`);
assert.ok(largest > 40 && pixels > 50);
JS
node run.mjs
