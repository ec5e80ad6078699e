#!/usr/bin/env bash
# One picture of 17 × 13 pixels as JPEG and as WebP, both with the Exif orientation 6 (turned by exiftool),
# in an <img> in Chromium: the JPEG is shown upright, 13 × 17, the WebP as it lies, 17 × 13. Fails when
# Chromium treats them alike.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  playwright-core@1.65.1 @sparticuz/chromium@138.0.2

base64 -d >turned.jpg <<'JPEG'
/9j/4AAQSkZJRgABAQAAAQABAAD/4QBiRXhpZgAATU0AKgAAAAgABQESAAMAAAABAAYAAAEaAAUAAAABAAAASgEbAAUAAAABAAAA
UgEoAAMAAAABAAEAAAITAAMAAAABAAEAAAAAAAAAAAABAAAAAQAAAAEAAAAB/9sAQwAFAwQEBAMFBAQEBQUFBgcMCAcHBwcPCwsJ
DBEPEhIRDxERExYcFxMUGhURERghGBodHR8fHxMXIiQiHiQcHh8e/9sAQwEFBQUHBgcOCAgOHhQRFB4eHh4eHh4eHh4eHh4eHh4e
Hh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4e/8AAEQgADQARAwEiAAIRAQMRAf/EAB8AAAEFAQEBAQEBAAAAAAAAAAAB
AgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBka
JSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1
tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/EAB8BAAMBAQEBAQEBAQEAAAAAAAABAgMEBQYHCAkK
C//EALURAAIBAgQEAwQHBQQEAAECdwABAgMRBAUhMQYSQVEHYXETIjKBCBRCkaGxwQkjM1LwFWJy0QoWJDThJfEXGBkaJicoKSo1
Njc4OTpDREVGR0hJSlNUVVZXWFlaY2RlZmdoaWpzdHV2d3h5eoKDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLD
xMXGx8jJytLT1NXW19jZ2uLj5OXm5+jp6vLz9PX29/j5+v/aAAwDAQACEQMRAD8A8ks/DN/PBJZSJGyj953ByR8pAOM/THTnOK6K
x0aztZDp52tfMVEdq0RQSO2NgGF+nJIJ3DkYrpvDKL4yuZdMsmk0WW2hN0bhHMrOFZUCY+XHDL0OPl6eneXXg+w0L4e6lfyeTe6t
p9tdyQ3slsm7fFG0iMc5JI4GCSOB9KjMuKq2PxcnRSXtGrtrT33ya9bOXk3G3Xc+kybHVuGuSjnraxEVZUlZuMVqpOSvTcbdFLm1
9Tyz/hGfF3/Pm/8A4Fp/8XRXLf8ACy/Gv/QYX/wDg/8AiKK+z/4hNxB/0ER/8Gz/APlR7f8AxFvC/wDQKv8AwH/7c//Z
JPEG
base64 -d >turned.webp <<'WEBP'
UklGRigDAABXRUJQVlA4WAoAAAAIAAAAEAAADAAAVlA4TJ8CAAAvEAADANfkura1w/n+mYlt2+ogHaSEFJN+0oBf82Tbtp1BG44E
ADCUmcm2bR35g+7uFT2va7ce0HGd7VrLjQAARJRdZ9sT/2+MN9m2lTn/ATrQDC2IBmlVCxftHG4ubeGFhRSXF+98UYxvuM8ZhTMf
DPXx/eowdonzPjgByApIvsDuzH68HT9kkCJFmnsdxIJ7PI8TW05jeVkvS8IfQsxSEiiYnz3vcgU8VcDz7MWsOTxJIPlxJnCC41Dd
TX+M5+C5YfjBy2Pls5OeuNa19QuR/+g+6gbtwq04wUmELBUQSzkR0hrKMYRnLgIWg9KCkVgxyOLy5j3+PpTBDVMdMXpM9HzzMNsS
6wJSfEw1iQT3mHsS97Xa8AJec2S5ipLHlSW/Slg/A+b0sRpwKIcyaSGIJYkMLllFRyYVZCRkI7OAsFkDje7MYWQ/08uNI/aIEgrK
eCc5dIGgIawK0WHjZr4wykNntoPl5TEzgMKcUQaQ2eftBMpgTQCOQvYl9x7iJsFy7FeLscgXAH7czQy/iEeDSOMN7EfEGseeKjbG
HNZZFrH69Ju6axAhsk283BLJ9sr5i9PVK8SIQDpor9Jdw/SQWJLOc4lPcVPzvON3K8aCTt2HsFgXHcP0T1QoAIk3YIAgSbJpa+bZ
tm1b37Zt27ZtY7v3LCKi/xOAiABP9yND6xvNMVahqJwwMd7W0tU/uFL8VZogzHU8Tq+ulcQ/2QwaIrY/TE2O1TU2RQfo3wCIGFhc
mG/o7GEuLVeUAQR9Dmf9THdfb01l9WskDOBSqmZfLHZdbRVQdxVykd9j0+7pDceEt5D3Wv2rMRnN1n/CuftSKhMLgZo+4Z/t73xI
bgU3P4Sjw4PMO+Ld1d/WNiGbTHFPEYE6PJprfeZxLvKbiABFWElGYgAAAE1NACoAAAAQRXhpZk1ldGEABQESAAMAAAABAAYAAAEa
AAUAAAABAAAAUgEbAAUAAAABAAAAWgEoAAMAAAABAAIAAAITAAMAAAABAAEAAAAAAAAAAABIAAAAAQAAAEgAAAAB
WEBP
cat >run.mjs <<'JS'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM_PATH ?? (await sparticuz.executablePath());
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage();
const sizes = {};
for (const type of ['jpg', 'webp']) {
  const text = readFileSync(`turned.${type}`).toString('base64');
  sizes[type] = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:;base64,${data}`;
    await image.decode();
    return `${image.naturalWidth} × ${image.naturalHeight}`;
  }, text);
}
console.log(`Chromium ${browser.version()}:`, sizes);
await browser.close();
assert.deepEqual(sizes, { jpg: '13 × 17', webp: '17 × 13' });
JS
node run.mjs
