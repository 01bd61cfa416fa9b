/**
 * What the studio does with models, in Chromium: Explore, Compare and Look inside, with generators, a run and parity bundles whose outputs are known in closed
 * form, on WebAssembly, on WebGPU and on the studio's machine.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleNoise } from '@ganport/core';
import { train, writePng } from '@ganport/lab';
import { OnnxModel, parseGraph, readModel } from '@ganport/graph';
import { bundleFiles, zipBundle } from '@ganport/parity/bundle';
import { expect, test } from 'vitest';
import { axeFindings, describeStudio, type Page, until } from './support/studio.ts';

/** The first number of the noise moves the upper pixels, the second one the lower pixels, a sixth as far. */
const [UPPER, LOWER] = [0.3, 0.05];
const linear = OnnxModel.fromGraph(
  parseGraph(
    `(float[N,2] noise) => (float[N,2,2,1] image)
      <float[2,4] w = {${UPPER}, ${UPPER}, 0, 0, 0, 0, ${LOWER}, ${LOWER}}, int64[4] shape = {-1, 2, 2, 1}> {
      flat = MatMul(noise, w)
      image = Reshape(flat, shape)
    }`,
  ),
).bytes();

/** The byte of a value in [-1, 1]. */
const byte = (value: number) => Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));

/** The red of the pixels of the canvas in a section, row by row. */
const pixels = (page: Page, section: string) =>
  page.evaluate<number[]>(`(() => {
    const { width, height } = document.querySelector('[aria-labelledby=${section}] canvas');
    const context = document.querySelector('[aria-labelledby=${section}] canvas').getContext('2d');
    const { data } = context.getImageData(0, 0, width, height);
    return [...data].filter((_, i) => i % 4 === 0);
  })()`);

/** A file as it is chosen or dropped. */
const fileOf = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

/** Noise moves all pixels a little; a class brightens one corner, by an embedding of its number. */
const conditional = OnnxModel.fromGraph(
  parseGraph(
    `(float[N,1] noise, int32[N] label) => (float[N,2,2,1] image)
      <float[1,4] w = {0.1, 0.1, 0.1, 0.1}, float[2,4] table = {0.6, 0, 0, 0, 0, 0, 0, 0.6}, int64[4] shape = {-1, 2, 2, 1}> {
      corner = Gather(table, label)
      flat = MatMul(noise, w)
      sum = Add(flat, corner)
      image = Reshape(sum, shape)
    }`,
  ),
  { metadata: { 'ganport.classes': '["first","last"]' } },
).bytes();

/** Two images of 2 × 2 pixels from one number each: the number in the left pixels, its half in the right ones. */
const halves = OnnxModel.fromGraph(
  parseGraph(
    `(float[N,1] noise) => (float[N,2,2,1] image)
      <float[1,4] w = {0.4, 0.2, 0.4, 0.2}, int64[4] shape = {-1, 2, 2, 1}> {
      flat = MatMul(noise, w)
      image = Reshape(flat, shape)
    }`,
  ),
).bytes();

/** Two characters from two numbers: a letter where the number is above 0. */
const letters = OnnxModel.fromGraph(
  parseGraph(
    `(float[N,2] noise) => (float[N,2,3] text)
      <float[2,6] w = {0, -1, 1, 0, 0, 0, 0, 0, 0, 0, -1, 1}, int64[3] shape = {-1, 2, 3}> {
      flat = MatMul(noise, w)
      text = Reshape(flat, shape)
    }`,
  ),
  {
    metadata: {
      'ganport.kind': 'text',
      'ganport.text.vocabulary': JSON.stringify(['', '\uFFFD', 'a']),
    },
  },
).bytes();

const given = Float32Array.of(1, -1);
const image = Float32Array.from({ length: 8 }, (_, i) =>
  Math.fround((given[Math.floor(i / 4)] ?? 0) * Math.fround(i % 2 === 0 ? 0.4 : 0.2)),
);

/** Four numbers as an image, through two filters of one pixel and a tanh. */
const filters = (() => {
  const graph = parseGraph(
    `(float[N,4] noise) => (float[N,2,2,2] image)
      <int64[4] shape = {-1, 1, 2, 2}, float[2,1,1,1] w = {1, -2}> {
      pixels = Reshape(noise, shape)
      sums = Conv(pixels, w)
      kept = Relu(sums)
      image = Tanh(kept)
    }`,
  );
  const names = ['start/Reshape', 'conv1/Conv', 'conv1/Relu', 'end/Tanh'];
  const nodes = graph.nodes.map((node, i) => ({ ...node, name: names[i] ?? '' }));
  return OnnxModel.fromGraph({ ...graph, nodes }).bytes();
})();

/** A bundle of the model, with outputs that are off by `error` in the last pixel. */
async function bundleOf(error: number): Promise<Buffer> {
  const off = image.slice();
  off[7] = (off[7] ?? 0) + error;
  const tensor = (data: Float32Array, dims: readonly number[]) =>
    ({ dtype: 'float32', dims, data }) as const;
  const files = await bundleFiles({
    name: 'halves.onnx',
    model: halves,
    original: 'tfjs cpu',
    tolerance: 1e-3,
    versions: { ganport: '0.1.0', node: '20' },
    inputs: { noise: tensor(given, [2, 1]) },
    outputs: { image: tensor(off, [2, 2, 2, 1]) },
    runtimes: [
      {
        runtime: 'python',
        provider: 'cpu',
        milliseconds: 1.5,
        outputs: { image: tensor(off, [2, 2, 2, 1]) },
      },
    ],
  });
  return Buffer.from(zipBundle(files));
}

const texts = (page: Page, selector: string) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => each.textContent)`,
  );

/** The red, green and blue of a pixel of the canvas with this name. */
const pixelOf = (page: Page, name: string, x: number, y: number) =>
  page.evaluate<number[]>(
    `[...document.querySelector('canvas[aria-label^="${name}"]').getContext('2d').getImageData(${x}, ${y}, 1, 1).data].slice(0, 3)`,
  );

const drop = (page: Page, name: string, buffer: Buffer) =>
  page
    .getByLabel('An .onnx file, or a .zip')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

const problem = "document.querySelector('.compare > .wrong').textContent";

describeStudio(
  'models in the studio',
  async (folder) => {
    const settings = { variant: 'mlp', steps: 1, batchSize: 4, width: 0.03, threads: 1 };
    await train(settings, { out: join(folder, 'digits') });
  },
  (studio) => {
    test('draws the noise of the command line, moves it where images vary most, and walks', async () => {
      const { page, complaints, close } = await studio().open();
      await page.click('text=Explore');
      await page.setInputFiles('.drop input', fileOf('linear.onnx', linear));
      await until(page, "document.querySelector('.views') !== null");
      const noise = sampleNoise(1, 25, 2).data as Float32Array;
      const sheet = await pixels(page, 'sheet');
      // 5 × 5 images of 2 × 2 pixels, with a pixel between them.
      const upper = Array.from(
        { length: 25 },
        (_, i) => sheet[3 * Math.floor(i / 5) * 14 + 3 * (i % 5)],
      );
      expect(upper).toEqual(
        Array.from({ length: 25 }, (_, i) => byte(UPPER * (noise[2 * i] ?? 0))),
      );

      await page.click('text=Find the directions');
      const share = (100 * UPPER ** 2) / (UPPER ** 2 + LOWER ** 2);
      await until(page, "document.querySelector('.moves') !== null");
      const title = await page.textContent('.moves label span');
      const found = Number(/Direction 1, (\d+) %/.exec(title ?? '')?.[1]);
      expect(Math.abs(found - share)).toBeLessThan(2);
      const before = await pixels(page, 'directions');
      await page.getByLabel(/Direction 1/).fill('-2');
      const changed = `(() => {
      const canvas = document.querySelector('[aria-labelledby=directions] canvas');
      return canvas.getContext('2d').getImageData(0, 0, 1, 1).data[0] !== ${before[0]};
    })()`;
      await until(page, changed);
      const after = await pixels(page, 'directions');
      const moved = after.map((value, i) => Math.abs(value - (before[i] ?? NaN)));
      // Two standard deviations of the upper pixels; the lower ones stay but for chance.
      expect(Math.abs((moved[0] ?? 0) - 2 * UPPER * 127.5)).toBeLessThan(10);
      expect(moved[2]).toBeLessThan(4);

      // The last place on the way is the second image of the sheet.
      await page.getByLabel('Place on the way').fill('12');
      const end = byte(UPPER * (noise[2] ?? 0));
      await until(
        page,
        `(() => {
      const canvas = document.querySelector('[aria-labelledby=way] canvas');
      return canvas.getContext('2d').getImageData(0, 0, 1, 1).data[0] === ${end};
    })()`,
      );
      expect(complaints).toEqual([]);
      await close();
    });

    test('axe finds nothing, with a model and with a file that is none', async () => {
      const { page, close } = await studio().open({
        width: 390,
        theme: 'dark',
        bypassCSP: true,
      });
      await page.click('text=Explore');
      await page.setInputFiles('.drop input', fileOf('linear.onnx', linear));
      await until(page, "document.querySelector('.views') !== null");
      await page.setInputFiles('.drop input', fileOf('damaged.onnx', linear.subarray(0, 40)));
      await until(page, "document.querySelector('.explore > .wrong').textContent !== ''");
      expect(await page.textContent('.explore > .wrong')).toMatch(
        /^damaged\.onnx: .*(not a model|not an ONNX model)/,
      );
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await close();
    });

    test('classes are mixed by weight', async () => {
      const { page, complaints, close } = await studio().open();
      await page.click('nav >> text=Explore');
      await page.setInputFiles('.drop input', fileOf('conditional.onnx', conditional));
      const first = (at: number) =>
        `(() => {
          const canvas = document.querySelector('[aria-labelledby=mix] canvas');
          return canvas && canvas.width === 2 && canvas.getContext('2d').getImageData(0, 0, 2, 2).data[${4 * at}];
        })()`;
      const [number = 0] = sampleNoise(1, 25, 1).data as Float32Array;
      const near = (at: number, value: number) =>
        until(page, `Math.abs(${first(at)} - ${byte(0.1 * number + value)}) <= 1`);
      await near(0, 0.3);
      await near(3, 0.3);
      await near(1, 0);
      await page.getByLabel('last, 50 %').fill('0');
      await near(0, 0.6);
      await near(3, 0);
      expect(complaints).toEqual([]);
      await close();
    });

    test('hostile metadata are text, or one line', async () => {
      const { page, complaints, close } = await studio().open();
      const names = ['<img src=x onerror=alert(1)>', '__proto__'];
      const hostile = (metadata: Readonly<Record<string, string>>) =>
        OnnxModel.fromGraph(readModel(conditional).graph, { metadata }).bytes();
      await page.click('nav >> text=Explore');
      const classes = { 'ganport.classes': JSON.stringify(names) };
      await page.setInputFiles('.drop input', fileOf('names.onnx', hostile(classes)));
      await until(page, "document.querySelector('.views') !== null");
      expect(await texts(page, '.views select option')).toEqual(expect.arrayContaining(names));
      expect(await page.evaluate("document.querySelector('main img')")).toBeNull();
      const wrong = "document.querySelector('.explore > .wrong').textContent";
      for (const metadata of [
        { 'ganport.kind': '__proto__' },
        { 'ganport.classes': '["one", 2]' },
        { ...classes, 'ganport.distribution.noise': 'constructor' },
      ]) {
        await page.setInputFiles('.drop input', fileOf('names.onnx', hostile(classes)));
        await until(page, `${wrong} === '' && document.querySelector('.busy').textContent === ''`);
        await page.setInputFiles('.drop input', fileOf('wrong.onnx', hostile(metadata)));
        await until(page, `${wrong} !== ''`);
        expect(await page.evaluate(wrong)).not.toContain('\n');
      }
      expect(complaints).toEqual([]);
      await close();
    });

    test('the nearest images of a folder, and how far they are', async () => {
      const folder = studio().site.folder();
      const levels = [0, 100, 200];
      for (const level of levels) {
        await writePng(join(folder, `${level}.png`), {
          width: 2,
          height: 2,
          channels: 1,
          data: new Uint8Array(4).fill(level),
        });
      }
      writeFileSync(join(folder, 'notes.txt'), 'no image');
      const { page, close } = await studio().open();
      await page.click('nav >> text=Explore');
      await page.setInputFiles('.drop input', fileOf('linear.onnx', linear));
      await until(page, "document.querySelector('.views') !== null");
      await page.getByLabel('A folder of images').setInputFiles(folder);
      await until(
        page,
        "document.querySelectorAll('[aria-labelledby=nearest] canvas').length === 2",
      );
      const shown = await pixels(page, 'nearest');
      const distances = levels
        .map((level) => {
          const squares = shown.map((value) => ((value - level) / 255) ** 2);
          return Math.sqrt(squares.reduce((sum, value) => sum + value / 4, 0));
        })
        .toSorted((a, b) => a - b)
        .map((distance) => Number(distance.toPrecision(2)));
      expect((await texts(page, '[aria-labelledby=nearest] p'))[0]).toBe(
        `Of 3 images, by pixels; 0 is the same, 1 is black against white: ${distances.join(', ')}. 1 file is no image.`,
      );
      await close();
    });

    test('the nearest images of a run, which only the server has', async () => {
      const { page, complaints, close } = await studio().open();
      await page.click('nav >> text=Explore');
      const generator = join(studio().folder, 'digits', 'generator.onnx');
      await page.setInputFiles('.drop input', generator);
      await until(page, "document.querySelector('.views') !== null");
      await page.getByLabel('Compared by', { exact: true }).selectOption('pixels');
      // The arrows of a keyboard move through the list; the button looks.
      await page.getByLabel('The data of a run of this machine').focus();
      await page.keyboard.press('ArrowDown');
      expect(await page.textContent('.nearest .busy')).toBe('');
      const look = page.locator('.nearest .choice button');
      await look.click();
      expect(await look.evaluate((button) => button === document.activeElement)).toBe(true);
      const line = "document.querySelector('[aria-labelledby=nearest] p')?.textContent ?? ''";
      await until(page, `${line}.startsWith('Of')`);
      const [, distances = ''] =
        /^Of 60,000 images, by pixels; 0 is the same, 1 is the mean of all: (.*)\.$/.exec(
          await page.evaluate<string>(line),
        ) ?? [];
      const numbers = distances.split(', ').map(Number);
      expect(numbers).toHaveLength(8);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(numbers[7]).toBeLessThan(1);
      // Four digits a row, and a pixel between them.
      expect(
        await page.evaluate(
          "document.querySelectorAll('[aria-labelledby=nearest] canvas')[1].width",
        ),
      ).toBe(4 * (28 + 1) - 1);
      expect(complaints).toEqual([]);
      await close();
    });

    test('lines of text are compared line by line; Explore says that it takes none', async () => {
      const { page, complaints, close } = await studio().open();
      await page.click('nav >> text=Compare');
      await drop(page, 'letters.onnx', Buffer.from(letters));
      await until(page, "document.querySelector('#subject')?.textContent === 'letters.onnx'");
      await page.getByLabel('Samples', { exact: true }).fill('4');
      await page.getByLabel('onnxruntime-web webgpu').uncheck();
      await page.click('.compare .actions >> text=Compare');
      await until(page, "document.querySelectorAll('.text-lines').length === 2");
      const noise = [...(sampleNoise(1, 4, 2).data as Float32Array)];
      const characters = noise.map((number) => (number > 0 ? 'a' : '\uFFFD'));
      const lines = [0, 2, 4, 6].map((at) => characters.slice(at, at + 2).join(''));
      expect(await texts(page, '.text-lines li')).toEqual([...lines, ...lines]);
      expect(await texts(page, '.sheets p')).toEqual([
        'All 4 lines are those of the original.',
        'All 4 lines are those of the original.',
      ]);
      await page.click('nav >> text=Explore');
      await page.setInputFiles('.drop input', fileOf('letters.onnx', letters));
      await until(page, "document.querySelector('.explore > .wrong').textContent !== ''");
      expect(await page.textContent('.explore > .wrong')).toMatch(
        /^letters\.onnx: makes lines of text\./,
      );
      expect(complaints).toEqual([]);
      await close();
    });

    test('a file on WebAssembly, WebGPU and the machine: the same pictures of the same noise', async () => {
      const { page, complaints, close } = await studio().open();
      await page.click('nav >> text=Compare');
      await until(page, "document.querySelector('.bring select') !== null");
      await drop(page, 'halves.onnx', Buffer.from(halves));
      await until(page, "document.querySelector('#subject')?.textContent === 'halves.onnx'");
      await page.getByLabel('Samples', { exact: true }).fill('2');
      await page.getByLabel('Seed').fill('3');
      await page.getByLabel('this machine, node cpu').waitFor();
      await page.click('.compare .actions >> text=Compare');
      await until(page, "document.querySelectorAll('.compare tbody tr').length === 3");
      expect(await texts(page, '.compare tbody th')).toEqual([
        'onnxruntime-web wasm',
        'onnxruntime-web webgpu',
        'this machine, node cpu',
      ]);
      await until(page, "document.querySelector('.busy').textContent === ''");
      expect(await texts(page, '.compare tbody td:first-of-type')).toEqual([
        'the original',
        'same',
        'same',
      ]);
      expect(await texts(page, '.verdict')).toEqual([
        expect.stringMatching(/^All 2 runtimes compute what onnxruntime-web wasm computes: /),
      ]);
      const [first = 0] = sampleNoise(3, 2, 1).data as Float32Array;
      for (const name of [
        'onnxruntime-web wasm',
        'onnxruntime-web webgpu',
        'this machine, node cpu',
      ]) {
        const [red = 0] = await pixelOf(page, `Images by ${name}`, 0, 0);
        expect(Math.abs(red - byte(0.4 * first))).toBeLessThanOrEqual(1);
      }
      // The layer of Chromium's graphics driver tells of what it lacks.
      expect(complaints.filter((line) => !line.includes('GPU'))).toEqual([]);
      await close();
    });

    test('a run of the folder has its tfjs original in the page', async () => {
      const { page, close } = await studio().open();
      await page.click('nav >> text=Compare');
      await until(page, "document.querySelector('.bring select') !== null");
      await page.getByLabel('A run of this machine').selectOption('digits');
      await page.click('.bring .choice button');
      await until(page, "document.querySelector('#subject')?.textContent === 'digits'");
      await page.getByLabel('onnxruntime-web webgpu').uncheck();
      // The server lists its runtimes a moment later.
      await page.getByLabel('this machine, node cpu').waitFor();
      await page.click('.compare .actions >> text=Compare');
      await until(page, "document.querySelectorAll('.compare tbody tr').length === 3");
      expect(await texts(page, '.compare tbody th')).toEqual([
        'tfjs cpu',
        'onnxruntime-web wasm',
        'this machine, node cpu',
      ]);
      await until(page, "document.querySelector('.busy').textContent === ''");
      expect(await texts(page, '.compare tbody td:first-of-type')).toEqual([
        'the original',
        'same',
        'same',
      ]);
      await close();
    });

    test('a run whose details are on their way is opened once they are there', async () => {
      const { page, close } = await studio().open({ url: 'about:blank' });
      // The list's own request for the details is held until the run is open.
      let release = () => {};
      const opened = new Promise<void>((resolve) => (release = resolve));
      let asked = 0;
      await page.route('**/api/run?**', async (route) => {
        if (++asked === 1) await opened;
        await route.continue();
      });
      await page.goto(studio().url);
      await page.click('nav >> text=Compare');
      await page.getByLabel('A run of this machine').selectOption('digits');
      await page.click('.bring .choice button');
      await until(page, "document.querySelector('#subject')?.textContent === 'digits'");
      expect(asked).toBe(2);
      release();
      await close();
    });

    test.each([
      ['light', 390],
      ['dark', 1280],
    ] as const)('%s, %i px: a bundle is checked; axe finds nothing', async (theme, width) => {
      const { page, close } = await studio().open({ theme, width, bypassCSP: true });
      await page.click('nav >> text=Compare');
      expect(await axeFindings(page)).toEqual([]);
      const check = async (error: number): Promise<void> => {
        await drop(page, `off-by-${error}.zip`, await bundleOf(error));
        await until(
          page,
          "document.querySelector('#subject') && document.querySelector('.busy').textContent === ''",
        );
        await page.getByLabel('onnxruntime-web webgpu').uncheck();
        await page.click('.compare .actions >> text=Compare');
        await until(
          page,
          "document.querySelector('.verdict') && document.querySelector('.busy').textContent === ''",
        );
      };
      await check(0);
      const agreed = await texts(page, '.verdict');
      expect(agreed).toEqual([
        expect.stringMatching(
          /^All 2 runtimes compute what tfjs cpu computes: the largest difference is 0,/,
        ),
      ]);
      await check(0.25);
      expect(await texts(page, '.verdict')).toEqual([
        expect.stringMatching(
          /^Different from tfjs cpu: onnxruntime-web wasm.*is 2\.5e-1, and 0\.001 is allowed\.$/,
        ),
      ]);
      expect((await texts(page, '.compare tbody tr')).slice(0, 2)).toEqual([
        'tfjs cpuin the bundlethe original–––––',
        'python cpuin the bundlesame0001.00000001.5 ms',
      ]);
      // Two images with a pixel between them; the last pixel of the second is off.
      const map = 'How far each pixel of onnxruntime-web wasm';
      expect(await pixelOf(page, map, 4, 1)).toEqual([252, 255, 164]);
      expect(await pixelOf(page, map, 3, 1)).toEqual([0, 0, 8]);
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

      // What is no bundle is one line, and the model before stays.
      const whole = await bundleOf(0);
      await drop(page, 'half.zip', whole.subarray(0, 200));
      await until(page, `${problem}.includes('damaged')`);
      await drop(page, 'text.zip', Buffer.from('no zip'));
      await until(page, `${problem}.includes('is no zip file')`);
      await drop(page, 'damaged.onnx', Buffer.from(halves.subarray(0, 40)));
      await until(page, `${problem}.startsWith('damaged.onnx: ')`);
      expect(await page.evaluate(problem)).not.toContain('\n');
      await close();
    });

    test.each([
      ['dark', 390],
      ['light', 1280],
    ] as const)('%s, %i px: a layer and what it makes; axe finds nothing', async (theme, width) => {
      const { page, close } = await studio().open({ theme, width, bypassCSP: true });
      await page.click('nav >> text=Look inside');
      await drop(page, 'filters.onnx', Buffer.from(filters));
      await until(page, "document.querySelectorAll('.layer-list li').length === 3");
      await until(page, "document.querySelector('.busy').textContent === ''");
      expect(await texts(page, '.layer-list strong')).toEqual(['start', 'conv1', 'end']);
      expect(await texts(page, '.layer-list li:nth-child(2) span')).toEqual([
        'Conv, Relu',
        expect.stringMatching(/^1 × 2 × 2 × 2 · 2 weights · [\d.]+ ms$/),
      ]);

      // By keyboard; numbers and pictures are those of the closed form.
      await page.locator('.layer-list button').nth(1).press('Enter');
      await until(page, "document.querySelector('.layer canvas') !== null");
      const four = sampleNoise(1, 1, 4).data as Float32Array;
      const kept = [1, -2].flatMap((weight) =>
        [...four].map((value) => Math.max(0, weight * value)),
      );
      const zeros = kept.filter((value) => value === 0).length / 8;
      const [line = ''] = await texts(page, '.layer figure:last-child p:last-child');
      expect(line).toContain(`${Math.round(100 * zeros)} % are zero`);
      const mean = Number(/mean ([\d.]+)/.exec(line)?.[1]);
      expect(mean).toBeCloseTo(
        kept.reduce((sum, value) => sum + value / 8, 0),
        3,
      );
      const brightest = kept.indexOf(Math.max(...kept.slice(0, 4)));
      const [x, y] = [brightest % 2, Math.floor(brightest / 2)];
      expect(await pixelOf(page, 'Feature maps of conv1', x, y)).toEqual([252, 255, 164]);
      expect(await texts(page, '.layer dd')).toEqual(
        expect.arrayContaining(['Conv, Relu', 'start', '1 × 2 × 2 × 2']),
      );

      // By the drawing, and by searching.
      await page.locator('.drawing g').nth(2).click();
      await until(page, "document.querySelector('#layer').textContent === 'end'");
      await page.getByLabel('Search for a layer').fill('relu');
      expect(await texts(page, '.layer-list strong')).toEqual(['conv1']);
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await close();
    });
  },
);
