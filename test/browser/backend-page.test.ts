/** ONNX Runtime under a tfjs program in a page and in its worker: as tfjs computes in Node. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '@ganport/parity/chromium';
import { runProgram, type ProgramResult } from './support/backend-page/program.ts';
import { missingChromium, skipNote } from './support/chromium.ts';
import { bundleSite, type Site } from './support/site.ts';

const missing = missingChromium();

describe.skipIf(missing !== undefined)(`the onnx backend in a page${skipNote(missing)}`, () => {
  let site: Site;
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let expected: ProgramResult;

  beforeAll(async () => {
    site = await bundleSite(join(import.meta.dirname, 'support/backend-page'), {
      worker: { format: 'es' },
    });
    browser = await launchChromium();
    expected = await runProgram('tfjs');
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** The program in a new page. */
  async function result(place: 'page' | 'worker', isolated: boolean): Promise<ProgramResult> {
    const page = await browser.newPage();
    try {
      await page.goto(await site.serve({ isolated }));
      await page.waitForFunction('globalThis.run !== undefined');
      return await page.evaluate(`run(['wasm'], '${place}')`);
    } finally {
      await page.close();
    }
  }

  test.each([
    ['page', false],
    ['worker', true],
  ] as const)('reads values at once in a %s, isolated: %s', async (place, isolated) => {
    const actual = await result(place, isolated);
    expect(actual.backend).toBe('onnx');
    expect(actual.kept).toEqual([0, 2]);
    for (const key of ['losses', 'predictions'] as const) {
      expect(actual[key]).toHaveLength(expected[key].length);
      for (const [i, number] of expected[key].entries()) {
        expect(actual[key][i], `${key} ${i}`).toBeCloseTo(number, 4);
      }
    }
  });
});
