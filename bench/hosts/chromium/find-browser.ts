import { existsSync } from 'node:fs';

/** Where systems install Chromium. */
export const BROWSER_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The Chromium to run pages in: CHROMIUM_PATH, or where systems install it. */
export function findBrowser(): string | undefined {
  return process.env.CHROMIUM_PATH ?? BROWSER_PLACES.find((path) => existsSync(path));
}
