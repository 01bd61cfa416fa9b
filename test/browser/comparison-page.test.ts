/**
 * The page of `ganport compare` in Chromium, in both themes and with scripts off: axe finds nothing to
 * object to, the policy lets the style through and nothing else, and the curves have their colors.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compareRuns, comparisonPage, writePng } from '@ganport/lab';
import { launchChromium } from '@ganport/parity/chromium';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingChromium, skipNote } from './support/chromium.ts';

const missing = missingChromium();
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(missing !== undefined)(`the page of a comparison${skipNote(missing)}`, () => {
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    browser = await launchChromium();
    folder = mkdtempSync(join(tmpdir(), 'ganport-page-'));
    const paths = await Promise.all(
      Array.from({ length: 9 }, (_, i) => writeRun(join(folder, `run-${i}`), i)),
    );
    writeFileSync(join(folder, 'run-8', 'config.json'), 'damaged');
    const file = join(folder, 'page.html');
    writeFileSync(file, await comparisonPage(await compareRuns(paths)));
    url = pathToFileURL(file).href;
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['light', 'dark'] as const)('%s: accessible, and as its style says', async (theme) => {
    const context = await browser.newContext({ colorScheme: theme, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(url);
    await page.addScriptTag({ path: axe });
    const violations = await page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))",
    );
    expect(violations).toEqual([]);
    await context.close();
  });

  test('its policy holds: its own style applies, no script runs, nothing is fetched', async () => {
    const context = await browser.newContext({ colorScheme: 'dark' });
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url().slice(0, 5)));
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(url);
    expect(complaints).toEqual([]);
    expect(requests).toEqual(['file:']);
    await expect(page.addScriptTag({ content: 'globalThis.ran = true' })).rejects.toThrow(
      'Content Security Policy',
    );
    const seen: unknown = await page.evaluate(`({
      page: getComputedStyle(document.body).backgroundColor,
      curve: getComputedStyle(document.querySelector('.curve.run-0')).stroke,
      dashed: getComputedStyle(document.querySelector('.curve.run-8')).strokeDasharray,
      pictures: [...document.images].map(({ naturalWidth }) => naturalWidth),
    })`);
    expect(seen).toEqual({
      page: 'rgb(16, 20, 27)',
      curve: 'rgb(122, 165, 255)',
      dashed: '7px, 4px',
      pictures: Array.from({ length: 9 }, () => 2),
    });
    await context.close();
  });
});

/** A run of 30 rows with a metric that has a best value, a warning and a picture. */
async function writeRun(path: string, seed: number): Promise<string> {
  mkdirSync(join(path, 'samples'), { recursive: true });
  const rows = Array.from({ length: 30 }, (_, i) =>
    JSON.stringify({
      step: 10 * (i + 1),
      dLoss: 1 + Math.sin(i + seed),
      gLoss: seed,
      dAccuracy: 0.5,
      secondsPerStep: 0.1,
      ...(i % 10 === 9 && { fid: 100 / (i + seed), modesHit: seed + 1 }),
    }),
  );
  const warning = {
    step: 20,
    sign: 'mode-collapse',
    value: 1,
    message: 'mode collapse: few modes',
  };
  writeFileSync(join(path, 'config.json'), JSON.stringify({ variant: 'dcgan', seed }));
  writeFileSync(join(path, 'metrics.jsonl'), `${rows.join('\n')}\n`);
  writeFileSync(join(path, 'warnings.jsonl'), `${JSON.stringify(warning)}\n`);
  const data = new Uint8Array([0, 255]);
  await writePng(join(path, 'samples', 'step-000300.png'), {
    width: 2,
    height: 1,
    channels: 1,
    data,
  });
  return path;
}
