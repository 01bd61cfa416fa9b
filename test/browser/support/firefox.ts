/**
 * Firefox, headless, on one address. The page tells what a test wants to know by itself, with requests to the
 * test's own host, so no protocol between the test and the browser is needed.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr';

/** Why there is no Firefox here; undefined when there is one. */
export const missingFirefox = existsSync(program)
  ? undefined
  : 'Firefox is absent; install firefox-esr, or set FIREFOX_PATH';

/** No first steps, no updates, and no requests of its own. */
const preferences = {
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

/** Opens an address in a new profile. @returns closes it, and deletes the profile */
export async function openFirefox(address: string): Promise<() => Promise<void>> {
  const profile = await mkdtemp(join(tmpdir(), 'ganport-firefox-'));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref("${name}", ${value});\n`,
  );
  await writeFile(join(profile, 'user.js'), lines.join(''));
  const browser = spawn(program, ['--headless', '--no-remote', '--profile', profile, address], {
    // Leads the group of its processes.
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, HOME: profile },
  });
  const ended = new Promise<void>((resolve, reject) => {
    browser.once('exit', () => resolve());
    browser.once('error', reject);
  });
  return async () => {
    if (browser.pid !== undefined && browser.exitCode === null)
      process.kill(-browser.pid, 'SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
}
