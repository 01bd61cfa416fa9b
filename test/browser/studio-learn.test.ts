/**
 * The game of the studio in Chromium, on a static site without threads: it is played in a worker on WebAssembly by the rules of the command
 * line, and what it trains is an ONNX file that Node draws the same points with.
 */
import { readFileSync } from 'node:fs';
import { launchChromium } from '@ganport/parity/chromium';
import { createSession } from '@ganport/runtime/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingChromium, skipNote } from './support/chromium.ts';
import { bundleSite, type Site } from './support/site.ts';
import { appRoot, axeFindings, until, visit } from './support/studio.ts';

const missing = missingChromium();

describe.skipIf(missing !== undefined)(`the game of the studio${skipNote(missing)}`, () => {
  let site: Site;
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let url: string;

  beforeAll(async () => {
    [site, browser] = await Promise.all([bundleSite(appRoot, { mode: 'site' }), launchChromium()]);
    url = await site.serve({ isolated: false });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test.each([
    ['light', 390],
    ['dark', 1280],
  ] as const)('%s, %i px: axe finds nothing, and the page is no wider', async (theme, width) => {
    const { page, close } = await visit(browser, url, { theme, width, bypassCSP: true });
    await page.click('text=Learn');
    await until(page, "document.querySelector('.rules pre')?.textContent.startsWith('ganport')");
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await close();
  });

  test('is played, paused, gone on with and exported', async () => {
    const { page, complaints, close } = await visit(browser, url);
    await page.click('text=Learn');
    await page.locator('.rules select').first().selectOption('pac');
    const rules = "document.querySelector('.rules pre').textContent";
    await until(page, `${rules}.includes('--data=ring') && ${rules}.includes('--pac=2')`);

    await page.click('.rules >> text=Play');
    const step =
      "Number(/step ([\\d,]+)/.exec(document.querySelector('.facts').textContent)[1].replaceAll(',', ''))";
    await until(
      page,
      `${step} >= 55 && document.querySelector('.facts').textContent.includes('of 8 places')`,
    );
    // The board has the colors of generated points and of the discriminator's verdict.
    const colors = `(() => {
      const board = document.querySelector('.board canvas');
      const { data } = board.getContext('2d').getImageData(0, 0, board.width, board.height);
      const seen = new Set();
      for (let i = 0; i < data.length; i += 4) seen.add([data[i], data[i + 1], data[i + 2]].join());
      return seen.has('194,65,12') && seen.has('154,160,171') && seen.size > 100;
    })()`;
    await until(page, colors);
    await page.click('.rules >> text=Pause');
    await until(page, "document.querySelector('.facts').textContent.startsWith('paused')");
    const pausedAt: number = await page.evaluate(step);
    await page.click('.rules >> text=Go on');
    await until(page, `${step} > ${pausedAt}`);
    await page.click('.rules >> text=Pause');
    await until(page, "document.querySelector('.facts').textContent.startsWith('paused')");

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('text=Export generator.onnx'),
    ]);
    expect(download.suggestedFilename()).toBe('generator.onnx');
    const bytes = readFileSync(await download.path());
    const session = await createSession(bytes, { providers: ['cpu'] });
    const noise = {
      dtype: 'float32',
      dims: [3, 16],
      data: new Float32Array(48).fill(0.5),
    } as const;
    const { image } = await session.run({ noise });
    await session.dispose();
    if (!image) throw new Error('the generator has no output image');
    expect(image.dims).toEqual([3, 1, 1, 2]);
    expect(Math.max(...(image.data as Float32Array).map(Math.abs))).toBeLessThanOrEqual(1);
    expect(complaints).toEqual([]);
    await close();
  });
});
