/**
 * The generator page in the hands of visitors: what they type, addresses that others made for them,
 * and whether everybody can use it.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import axe from 'axe-core';
import * as tf from '@tensorflow/tfjs';
import { launchChromium } from '@ganport/parity/chromium';
import { missingChromium, skipNote } from './support/chromium.ts';
import { generatorModel } from './support/generator-model.ts';
import { openGenerator, type PageOptions } from './support/generator-page.ts';
import { bundleSite, type Site } from './support/site.ts';

const missing = missingChromium();

type Page = Awaited<ReturnType<typeof openGenerator>>['page'];

describe.skipIf(missing !== undefined)(`the generator page${skipNote(missing)}`, () => {
  let site: Site;
  let address: string;
  let browser: Awaited<ReturnType<typeof launchChromium>>;

  beforeAll(async () => {
    await tf.setBackend('cpu');
    site = await bundleSite(join(import.meta.dirname, '../../apps/generator'));
    await site.add('generator.onnx', await generatorModel());
    address = await site.serve({ isolated: true });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const open = (url: string, options?: PageOptions) => openGenerator(browser, url, options);

  test('Enter draws the seed of the field', async () => {
    const { page, drawn, pixels } = await open(address, { webgpu: false });
    const before = await pixels();
    await page.fill('#seed', '2');
    await drawn(2);
    await page.fill('#seed', '1');
    await page.press('#seed', 'Enter');
    await drawn(1);
    expect(await page.inputValue('#seed')).toBe('1');
    expect(await pixels()).toEqual(before);
    await page.close();
  });

  test('a wrong seed is explained, until it is right', async () => {
    const { page, text, drawn } = await open(address, { webgpu: false });
    const problems = [
      ['-1', 'Seeds begin at 0.'],
      ['1.5', 'A seed is a whole number, without decimals.'],
      ['9007199254740992', 'The largest seed is 9,007,199,254,740,991.'],
      ['', 'A seed is a whole number, such as 7.'],
    ] as const;
    for (const [seed, problem] of problems) {
      await page.fill('#seed', seed);
      await page.press('#seed', 'Enter');
      expect(await text('seed-problem')).toBe(problem);
      expect(await page.getAttribute('#seed', 'aria-invalid')).toBe('true');
      expect(await page.inputValue('#seed')).toBe(seed);
    }
    await page.click('#again');
    await drawn(Number(await page.inputValue('#seed')));
    expect(await text('seed-problem')).toBe('');
    expect(await page.getAttribute('#seed', 'aria-invalid')).toBe('false');
    await page.close();
  });

  test('the content security policy lets both providers compute, and no more', async () => {
    const { page, drawn, complaints } = await open(address);
    await page.check('input[value=webgpu]');
    await page.fill('#seed', '4');
    await drawn(4);
    await page.check('input[value=wasm]');
    await page.fill('#seed', '5');
    await drawn(5);
    expect(complaints).toEqual([]);
    const policy = await page.getAttribute('meta[http-equiv=Content-Security-Policy]', 'content');
    expect(policy).toMatch(/default-src 'none'.*'wasm-unsafe-eval'/);
    expect(policy).not.toMatch(/'unsafe-(inline|eval)'/);
    // As an injected script would do it.
    await page.evaluate(`document.body.append(Object.assign(document.createElement('script'),
      { textContent: 'globalThis.injected = true' }))`);
    expect(await page.evaluate('globalThis.injected')).toBeUndefined();
    expect(complaints).toHaveLength(1);
    await page.close();
  });

  test.each([
    ['%25', /^% is not there \(the server answers 40[04]\)/],
    ['%25.onnx', /^%\.onnx is not there \(the server answers 40[04]\)/],
    ['%25E0%25A4', /^%E0%A4 is not there/],
    ['http%3A%2F%2F[', /^\?model=http:\/\/\[ is no address: name a file beside the page/],
    [
      'http://example.org/a.onnx',
      /^\?model=http:\/\/example.org\/a.onnx is refused: a model comes/,
    ],
    ['javascript:alert(1)', /is refused: a model comes from this page's own site, or over https$/],
    ['data:text/plain,x', /is refused/],
    ['__proto__', /^__proto__ is not there/],
    ['constructor', /^constructor is not there/],
    ['exe.%E2%80%AEgnp', /^exe\.\ufffdgnp is not there/],
    ['x'.repeat(5000), /^x{79}… is not there/],
  ])('?model=%s is one line', async (parameter, line) => {
    const { page, text } = await open(`${address}?model=${parameter}`, { webgpu: false });
    expect(await text('error')).toMatch(line);
    expect(await page.getAttribute('#controls', 'inert')).toBe('');
    await page.close();
  });

  test.each(['light', 'dark'] as const)(
    'nothing is hard to reach or to read: %s',
    async (theme) => {
      const { page } = await open(address, { webgpu: false });
      await page.emulateMedia({ colorScheme: theme });
      expect(await violationsOf(page)).toEqual([]);
      await page.fill('#seed', '-1');
      expect(await violationsOf(page)).toEqual([]);
      await page.close();
    },
  );
});

/** What axe finds wrong, each with the elements. */
async function violationsOf(page: Page): Promise<string[][]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}
