/**
 * The pages of `ganport web` for rows of tables and for volumes that follow an energy: what they show and save is
 * what the command line and Node compute.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawProjections, projectionsSize, type Table } from '@ganport/core/internal';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { planSheet } from '@ganport/lab';
import { launchChromium } from '@ganport/parity/chromium';
import { createSession } from '@ganport/runtime/node';
import { temporaryFolder } from '../cli/support/ganport.ts';
import { succeedHere } from '../cli/support/here.ts';
import { missingChromium, skipNote } from './support/chromium.ts';
import { type MadeSite, makeSite, openSite } from './support/generator-site.ts';
import { testViews } from './support/noise-views.ts';

const missing = missingChromium();
const folder = temporaryFolder();

/** `count` weights that differ. */
const weights = (count: number) => Array.from({ length: count }, (_, i) => Math.sin(3 * i + 1));

const tableFile = new URL('../../fixtures/tables/colors.json', import.meta.url);
const table: Table = JSON.parse(readFileSync(tableFile, 'utf8'));

/** Rows that follow the noise, and the class of each. */
function rowsModel(): Uint8Array {
  const graph = parseGraph(
    `(float[N,4] noise, int32[N] label) => (float[N,5] rows)
      <float[4,5] w = {${weights(20).join(', ')}}, float[2,5] classes = {0, 0, 0, 9, 0, 0, 0, 0, 0, 9}> {
      free = MatMul(noise, w)
      fixed = Gather(classes, label)
      rows = Add(free, fixed)
    }`,
  );
  const metadata = {
    'ganport.kind': 'rows',
    'ganport.rows.table': JSON.stringify(table),
    'ganport.classes': '["color = red","color = sky, blue"]',
  };
  return OnnxModel.fromGraph(graph, { metadata }).bytes();
}

const side = 3;
const cells = side ** 3;
const energy = { name: 'energy', unit: 'GeV', quantiles: [10, 20, 110] };

/** Volumes that follow the noise, and the energy in their first cell. */
function volumesModel(): Uint8Array {
  const first = Array.from({ length: cells }, (_, i) => (i === 0 ? 1 : 0));
  const graph = parseGraph(
    `(float[N,4] noise, float[N,1] condition) => (float[N,${side},${side},${side},1] volume)
      <float[4,${cells}] w = {${weights(4 * cells).join(', ')}}, float[1,${cells}] c = {${first.join(', ')}},
       int64[5] shape = {-1, ${side}, ${side}, ${side}, 1}> {
      signed = MatMul(noise, w)
      free = Abs(signed)
      asked = MatMul(condition, c)
      flat = Add(free, asked)
      volume = Reshape(flat, shape)
    }`,
  );
  const metadata = { 'ganport.kind': 'volumes', 'ganport.condition': JSON.stringify(energy) };
  return OnnxModel.fromGraph(graph, { metadata }).bytes();
}

describe.skipIf(missing !== undefined)(`pages of rows and volumes${skipNote(missing)}`, () => {
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });

  const visit = async (site: MadeSite) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    return openSite(context, (await site.serve(true)).address);
  };

  describe('rows', () => {
    let site: MadeSite;
    let open: Awaited<ReturnType<typeof openSite>>;
    beforeAll(async () => {
      site = await makeSite(rowsModel());
      open = await visit(site);
    });
    afterAll(() => site?.close());

    /** What `ganport generate` writes. */
    async function generated(...options: string[]): Promise<string> {
      const [model, out] = [join(folder, 'rows.onnx'), join(folder, `rows${options.length}.csv`)];
      writeFileSync(model, site.model);
      await succeedHere(folder, ['generate', model, '--seed', '1', '--out', out, ...options]);
      return readFileSync(out, 'utf8');
    }
    const saved = async () => {
      const [download] = await Promise.all([
        open.page.waitForEvent('download'),
        open.page.click('#download'),
      ]);
      return [download.suggestedFilename(), readFileSync(await download.path(), 'utf8')];
    };
    const cellsOf = (row: number) =>
      open.page.locator(`#table tbody tr >> nth=${row}`).locator('td').allTextContents();

    test('a table has the rows of the command line, with classes as in the data', async () => {
      const { page, text, complaints } = open;
      expect(await text('error-text')).toBe('');
      expect(await text('facts')).toMatch(/from 4 random numbers to a row of 2 columns/);
      expect(await page.locator('#table th').allTextContents()).toEqual(['size', 'color']);
      expect(await page.textContent('#table caption')).toBe(
        '25 generated rows, classes as in the data, seed 1',
      );
      const expected = await generated();
      expect(new Set(expected.split('\n')).size).toBeGreaterThan(15);
      expect(await saved()).toEqual(['sheet-seed-1.csv', expected]);
      const [, first = ''] = expected.split('\n');
      expect((await cellsOf(0)).join(',').replace('sky, blue', '"sky, blue"')).toBe(first);
      expect(complaints).toEqual([]);
    });

    test('a class is chosen; a way is a table; one row has the class that it has there', async () => {
      const { page, drawn } = open;
      await page.selectOption('#class', 'color = sky, blue');
      await drawn('color = sky, blue, seed 1');
      expect((await page.locator('#table tbody tr').allTextContents()).join()).not.toContain('red');
      await page.selectOption('#class', '');
      await drawn('25 generated rows, classes as in the data, seed 1');
      const third = await cellsOf(2);
      await page.check('input[value=latent]');
      await page.selectOption('#image', { label: '3' });
      await drawn('sliders, classes as in the data, seed 1');
      expect(await cellsOf(0)).toEqual(third);
      await page.check('input[value=walk]');
      await page.selectOption('#to', { label: '3' });
      await drawn('on the way from row 1 to 3, classes as in the data, seed 1');
      expect(await page.isVisible('#position')).toBe(false);
      expect((await cellsOf(24))[0]).toBe(third[0]);
    });

    testViews(() => open);
  });

  describe('volumes that follow an energy', () => {
    let site: MadeSite;
    let open: Awaited<ReturnType<typeof openSite>>;
    beforeAll(async () => {
      site = await makeSite(volumesModel());
      open = await visit(site);
    });
    afterAll(() => site?.close());

    /** The largest difference of a color of the sheet from the projections of what Node computes. */
    async function worstDifference(noise: Float32Array, energies: readonly number[]) {
      const count = energies.length;
      const session = await createSession(site.model, { providers: ['cpu'] });
      const { volume } = await session.run({
        noise: { dtype: 'float32', dims: [count, 4], data: noise },
        condition: { dtype: 'float32', dims: [count, 1], data: Float32Array.from(energies) },
      });
      await session.dispose();
      const values = volume?.data as Float32Array;
      const shape = [side, side, side, 1];
      const [rows, columns] = projectionsSize(shape);
      const across = Math.sqrt(count);
      // Each pixel of a projection is a square, and the pictures of a sheet are a gap apart.
      const width = await open.page.evaluate<number>("document.querySelector('#canvas').width");
      const scale = Math.floor(width / across / columns);
      const gap = across > 1 ? (width - across * columns * scale) / (across - 1) : 0;
      const wanted = Array.from({ length: count }, (_, i) => {
        const colors = drawProjections(values.subarray(i * cells, (i + 1) * cells), shape);
        const left = (i % across) * (columns * scale + gap);
        const top = Math.floor(i / across) * (rows * scale + gap);
        return Array.from({ length: rows * columns }, (__, at) => ({
          x: left + (at % columns) * scale + 1,
          y: top + Math.floor(at / columns) * scale + 1,
          levels: [0, 1, 2].map((channel) => ((colors[3 * at + channel] ?? NaN) + 1) * 127.5),
        }));
      }).flat();
      const places = JSON.stringify(wanted.map(({ x, y }) => [x, y]));
      const drawn = await open.page.evaluate<number[][]>(`(() => {
        const canvas = document.querySelector('#canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return ${places}.map(([x, y]) => [0, 1, 2].map((c) => data[4 * (y * canvas.width + x) + c]));
      })()`);
      return wanted.reduce((worst, { levels }, i) => {
        const differences = levels.map((level, c) => Math.abs(level - (drawn[i]?.[c] ?? Infinity)));
        return Math.max(worst, ...differences);
      }, 0);
    }
    const { noise } = planSheet({ seed: 1, count: 25, latent: 4 });
    /** As the command line spreads them: steps of the golden ratio between the quantiles. */
    const spread = Array.from({ length: 25 }, (_, i) => {
      const share = (0.5 + (i * (Math.sqrt(5) - 1)) / 2) % 1;
      return share < 0.5 ? 10 + 20 * share : 20 + 180 * (share - 0.5);
    });

    test('the slider has the energies of the data, from the least to the greatest', async () => {
      const { page, text, drawn } = open;
      expect(await text('error-text')).toBe('');
      expect(await text('condition-name')).toBe('Energy');
      expect(await text('condition-value')).toBe('as in the data');
      expect(await page.getAttribute('#canvas', 'aria-label')).toBe(
        '25 generated volumes, 5 a row, energy as in the data, seed 1',
      );
      expect(await worstDifference(noise, spread)).toBeLessThanOrEqual(1);
      for (const [step, value] of [
        ['1', 10],
        ['51', 60],
        ['101', 110],
      ] as const) {
        await page.fill('#condition', step);
        expect(await page.getAttribute('#condition', 'aria-valuetext')).toBe(`${value} GeV`);
        await drawn(`energy ${value} GeV, seed 1`);
        const energies = Array.from({ length: 25 }, () => value);
        expect(await worstDifference(noise, energies)).toBeLessThanOrEqual(1);
      }
      await page.fill('#condition', '0');
      await drawn('energy as in the data, seed 1');
    });

    test('one volume and the frames of a way have the energy of their sample', async () => {
      const { page, drawn } = open;
      await page.check('input[value=latent]');
      await page.selectOption('#image', { label: '3' });
      await drawn('volume 3, with the noise of the sliders, energy as in the data, seed 1');
      const [third] = spread.slice(2) as [number];
      expect(await worstDifference(noise.subarray(8, 12), [third])).toBeLessThanOrEqual(1);
      await page.check('input[value=walk]');
      await page.selectOption('#from', { label: '3' });
      await page.selectOption('#to', { label: '1' });
      await drawn('on the way from volume 3 to 1, energy as in the data, seed 1');
      await page.fill('#position', '24');
      expect(await worstDifference(noise.subarray(0, 4), [third])).toBeLessThanOrEqual(1);
    });

    // The others have no control of their own.
    testViews(() => open, ['latent']);
  });
});
