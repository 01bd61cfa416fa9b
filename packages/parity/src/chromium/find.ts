/** Finds a Chromium on this machine. None is ever downloaded. */
import { existsSync } from 'node:fs';
import { ParityError } from '../errors.ts';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The path of `CHROMIUM_PATH`, or of the first Chromium in a usual place.
 *
 * @throws ParityError `no-chromium` when there is none, or `CHROMIUM_PATH` points to nothing
 * @example
 * findChromium(); // '/usr/bin/chromium'
 */
export function findChromium(
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
  exists: (path: string) => boolean = existsSync,
): string {
  const given = environment['CHROMIUM_PATH'];
  if (given && !exists(given)) {
    throw new ParityError('no-chromium', `CHROMIUM_PATH: ${given} does not exist`);
  }
  const found = given || places.find((place) => exists(place));
  if (found) return found;
  throw new ParityError(
    'no-chromium',
    'no Chromium found: install one (Debian: apt install chromium) or set CHROMIUM_PATH',
  );
}
