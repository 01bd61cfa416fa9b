/**
 * Training in the page of the studio, in Chromium: a run is paused, kept over a reload, downloaded, gone on
 * with by `ganport train --resume`, and brought back. At each hand-over the state is the same, bit for bit.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGan, createPlan, type TrainSettings } from '@ganport/core';
import { createOnnxEngine } from '@ganport/core/internal';
import { readModel } from '@ganport/graph';
import {
  openRunFolder,
  readCheckpoint,
  readMetrics,
  readWarnings,
  train,
  writePng,
} from '@ganport/lab';
import type { TensorMap } from '@ganport/runtime';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { axeFindings, describeStudio, type Page, until } from './support/studio.ts';

const facts = "document.querySelector('.facts').textContent";
const step = `Number(/([\\d,]+) of/.exec(${facts})[1].replaceAll(',', ''))`;

/** Downloads the run and writes it as a folder. */
async function downloadRun(page: Page, folder: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click('text=Download the run'),
  ]);
  const files = unzipSync(readFileSync(await download.path()));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return download.path();
}

/** Three images of one brightness with a darker square, 40 pixels wide. */
async function writeImages(folder: string, level: number): Promise<string> {
  mkdirSync(folder);
  for (let n = 0; n < 3; n++) {
    const isInside = (i: number) => Math.abs((i % 40) - 12 * n - 8) < 6 && i > 400 && i < 1000;
    const data = Uint8Array.from({ length: 40 * 40 * 3 }, (_, i) =>
      isInside(Math.floor(i / 3)) ? level / 2 : level,
    );
    await writePng(join(folder, `${n}.png`), { width: 40, height: 40, channels: 3, data });
  }
  return folder;
}

/** The tensors of a run's newest checkpoint, by name, as bytes. */
async function stateOf(folder: string) {
  const checkpoint = await readCheckpoint(join(folder, 'checkpoint'));
  if (!checkpoint) throw new Error(`${folder}: has no checkpoint`);
  return { header: checkpoint.header, tensors: asBytes(checkpoint.tensors) };
}

function asBytes(tensors: TensorMap): object {
  const entries = Object.entries(tensors).map(([name, { data, dims }]) => {
    const bytes = Buffer.from((data as Float32Array).slice().buffer);
    return [name, [dims, bytes.toString('base64')]] as const;
  });
  return Object.fromEntries(entries.toSorted(([x], [y]) => (x < y ? -1 : 1)));
}

/** The same after a run's checkpoint has been taken over by an engine in Node and read back. */
async function loadedByNode(folder: string): Promise<object> {
  const { config } = await openRunFolder(folder);
  const checkpoint = await readCheckpoint(join(folder, 'checkpoint'));
  const engine = await createOnnxEngine(createGan(createPlan(config)));
  try {
    await engine.writeState(checkpoint?.tensors ?? {});
    return asBytes(await engine.readState());
  } finally {
    await engine.dispose();
  }
}

/** Where a gradient is rounding error, Adam moves a weight by up to the learning rate, in five steps. */
const TOLERANCE = 5 * 2e-4 * 2;

/** The largest difference of two runs' weights and optimizer states. */
async function furthest(a: string, b: string): Promise<number> {
  const [one, other] = await Promise.all(
    [a, b].map((folder) => readCheckpoint(join(folder, 'checkpoint'))),
  );
  let most = 0;
  for (const [name, { data }] of Object.entries(one?.tensors ?? {})) {
    const others = other?.tensors[name]?.data as Float32Array;
    for (const [i, value] of (data as Float32Array).entries()) {
      most = Math.max(most, Math.abs(value - (others[i] ?? Infinity)));
    }
  }
  return most;
}

describeStudio(
  'training in the studio',
  () => undefined,
  (studio) => {
    test.each([
      ['dark', 390],
      ['light', 1280],
    ] as const)('%s, %i px: axe finds nothing, and the page is no wider', async (theme, width) => {
      const { page, close } = await studio().open({ theme, width, bypassCSP: true });
      await page.click('text=Train');
      await page.click('text=Go on with a run from elsewhere');
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await close();
    });

    test('a run goes to Node and back with the same state, bit for bit', async () => {
      const { page, complaints, close } = await studio().open();
      await page.click('text=Train');
      await page.getByLabel('Size of the networks').selectOption('0.125');
      await page.getByLabel('Steps').selectOption('500');
      await page.click('text=Start training');
      await until(page, `${facts}.startsWith('training') && ${step} > 10`);
      await page.click('.rules >> text=Pause');
      await until(page, `${facts}.startsWith('paused')`);
      const paused: number = await page.evaluate(step);

      // The browser keeps it.
      await page.reload();
      await until(page, `${facts}.startsWith('paused')`);
      expect(await page.evaluate(step)).toBe(paused);

      // To Node.
      const folder = join(studio().site.folder(), 'mine');
      await downloadRun(page, folder);
      const fromPage = await stateOf(folder);
      expect(fromPage.header).toMatchObject({ step: paused, seed: 1 });
      const { config } = await openRunFolder(folder);
      const settings = config as TrainSettings;
      expect(settings).toMatchObject({ variant: 'mlp', data: 'mnist', width: 0.125, steps: 500 });
      expect(settings).not.toHaveProperty('providers');
      expect((await readMetrics(join(folder, 'metrics.jsonl'))).at(-1)?.step).toBe(
        10 * Math.floor(paused / 10),
      );
      expect(await readWarnings(join(folder, 'warnings.jsonl'))).toEqual([]);
      const loaded = await loadedByNode(folder);
      expect(loaded).toEqual(fromPage.tensors);
      const goOn = (steps: number) =>
        train({ ...settings, steps, threads: 1 }, { out: folder, resume: true });
      await goOn(paused + 5);
      const fromNode = await stateOf(folder);
      expect(Object.keys(fromNode.tensors)).toEqual(Object.keys(fromPage.tensors));
      expect(fromNode.tensors).not.toEqual(fromPage.tensors);

      // And back, as a folder.
      const longer = JSON.stringify({ ...settings, steps: paused + 10 });
      writeFileSync(join(folder, 'config.json'), longer);
      await page.click('text=Go on with a run from elsewhere');
      await page.getByLabel('Folder of a run').setInputFiles(folder);
      await until(page, `${step} === ${paused + 5}`);
      const back = join(studio().site.folder(), 'back');
      const zip = await downloadRun(page, back);
      expect(await stateOf(back)).toEqual(fromNode);
      const stepsOf = async (run: string) =>
        (await readMetrics(join(run, 'metrics.jsonl'))).map((row) => row.step);
      expect(await stepsOf(back)).toEqual(await stepsOf(folder));

      // As a zip; then both go on from there, to the same weights but for rounding.
      // The run is deleted when one has agreed.
      page.once('dialog', (dialog) => void dialog.dismiss());
      await page.click('text=Begin another');
      expect(await page.evaluate(facts)).toMatch(/^paused/);
      page.once('dialog', (dialog) => void dialog.accept());
      await page.click('text=Begin another');
      await until(page, `${facts}.startsWith('ready')`);
      await page.getByLabel('Zip of a run').setInputFiles({
        name: 'run.zip',
        mimeType: 'application/zip',
        buffer: readFileSync(zip),
      });
      await until(page, `${step} === ${paused + 5}`);
      await page.click('.rules >> text=Go on');
      await until(page, `${facts}.startsWith('finished')`);
      const end = join(studio().site.folder(), 'end');
      await downloadRun(page, end);
      await goOn(paused + 10);
      expect(await furthest(end, folder)).toBeLessThan(TOLERANCE);
      expect(await furthest(end, back)).toBeGreaterThan(TOLERANCE / 10);
      expect(await page.textContent('.rules .wrong')).toBe('');
      expect(complaints).toEqual([]);
      await close();
    });

    test('a folder that is no run, and a damaged checkpoint, are one line; nothing is replaced', async () => {
      const { page, close } = await studio().open();
      await page.click('text=Train');
      await page.click('text=Go on with a run from elsewhere');
      const bring = (buffer: Buffer) =>
        page
          .getByLabel('Zip of a run')
          .setInputFiles({ name: 'run.zip', mimeType: 'application/zip', buffer });
      const problem = "document.querySelector('.rules .wrong').textContent";
      await bring(Buffer.from('PK no zip'));
      await until(page, `${problem} !== ''`);
      const folder = join(studio().site.folder(), 'damaged');
      mkdirSync(join(folder, 'checkpoint'), { recursive: true });
      writeFileSync(join(folder, 'config.json'), '{"variant":"mlp"}');
      writeFileSync(join(folder, 'checkpoint', 'step-000001.safetensors'), 'damaged');
      await page.getByLabel('Folder of a run').setInputFiles(folder);
      await until(page, `${problem}.includes('step-000001.safetensors')`);
      expect(await page.evaluate(facts)).toMatch(/^ready/);
      await close();
    });

    test('a CycleGAN on two folders goes to Node and back with the same state, bit for bit', async () => {
      const { site } = studio();
      const images = site.folder();
      const a = await writeImages(join(images, 'summer'), 40);
      const b = await writeImages(join(images, 'winter'), 200);
      const { page, complaints, close } = await studio().open();
      await page.click('text=Train');
      await page.getByLabel('CycleGAN').check();
      expect(await page.isDisabled('text=Start training')).toBe(true);
      await page.getByLabel('Size of the images').selectOption('32');
      await page.getByLabel('Filters').selectOption('4');
      await page.getByLabel('Residual blocks').selectOption('1');
      const chooseFolders = async () => {
        await page.getByLabel('Folder A').setInputFiles(a);
        await page.getByLabel('Folder B').setInputFiles(b);
      };
      await chooseFolders();
      await page.click('text=Start training');
      await until(page, `${facts}.startsWith('training') && ${step} > 1`);
      await page.click('.rules >> text=Pause');
      await until(page, `${facts}.startsWith('paused')`);
      const paused: number = await page.evaluate(step);
      expect(await page.textContent('.rules .wrong')).toBe('');

      const folder = join(studio().site.folder(), 'mine');
      await downloadRun(page, folder);
      const fromPage = await stateOf(folder);
      expect(fromPage.header).toMatchObject({
        step: paused,
        dataOrder: { dataset: 'summer winter', size: 3 },
      });
      expect(await loadedByNode(folder)).toEqual(fromPage.tensors);
      const directions = ['AtoB', 'BtoA'].map((name) => `generator-${name}.onnx`);
      for (const name of directions) {
        const { inputs } = readModel(readFileSync(join(folder, name))).graph;
        expect(inputs.map((input) => input.name)).toEqual(['source']);
      }

      // Node goes on with the same folders, and the page with what Node leaves.
      const { config } = await openRunFolder(folder);
      const settings = { ...(config as TrainSettings), threads: 1 };
      const here = process.cwd();
      process.chdir(images);
      try {
        await train({ ...settings, steps: paused + 1 }, { out: folder, resume: true });
      } finally {
        process.chdir(here);
      }
      const fromNode = await stateOf(folder);
      writeFileSync(
        join(folder, 'config.json'),
        JSON.stringify({ ...settings, steps: paused + 2 }),
      );
      await page.click('text=Go on with a run from elsewhere');
      await page.getByLabel('Folder of a run').setInputFiles(folder);
      await until(page, `${step} === ${paused + 1}`);
      const back = join(studio().site.folder(), 'back');
      await downloadRun(page, back);
      expect(await stateOf(back)).toEqual(fromNode);
      await chooseFolders();
      await page.click('.rules >> text=Go on');
      await until(page, `${facts}.startsWith('finished')`);
      expect(complaints).toEqual([]);
      await close();
    });

    test('on a host without isolation, whose network fails once, it trains in one tab', async () => {
      const { page, close } = await studio().open({ url: 'about:blank' });
      await page.route(new URL('/', studio().url).href, async (route) => {
        const response = await route.fetch();
        const headers = Object.entries(response.headers()).filter(
          ([name]) => !name.startsWith('cross-origin-'),
        );
        await route.fulfill({ response, headers: Object.fromEntries(headers) });
      });
      await page.goto(studio().url);
      expect(await page.evaluate('crossOriginIsolated')).toBe(false);
      const isWrong = "(document.querySelector('.rules .wrong')?.textContent ?? '') !== ''";
      const worker = '**/assets/worker-*.js';
      await page.context().route(worker, (route) => route.abort());
      await page.click('text=Train');
      await until(page, isWrong);
      expect(await page.textContent('.rules .wrong')).toBe(
        'The part of the page that trains has ended, or was not loaded. Try again.',
      );
      await page.context().unroute(worker);
      await page.getByLabel('Size of the networks').selectOption('0.125');
      const digits = '**/mnist/images-7.bin.gz';
      await page.context().route(digits, (route) => route.abort());
      const start = (on: Page) => on.click('text=Start training');
      await start(page);
      await until(page, "document.querySelector('.rules .wrong').textContent.includes('mnist')");
      expect(await page.textContent('.rules .wrong')).toBe(
        '/mnist/images-7.bin.gz: the network has failed; try again once it is back',
      );
      expect(await page.evaluate(facts)).toMatch(/^ready/);
      await page.context().unroute(digits);
      await start(page);
      await until(page, `${facts}.startsWith('training')`);

      const other = await page.context().newPage();
      await other.goto(studio().url);
      await other.click('text=Train');
      await start(other);
      await until(other, isWrong);
      expect(await other.textContent('.rules .wrong')).toBe(
        'run: another tab trains it; pause it there first',
      );
      await until(page, `${step} > 2`);
      expect(await page.textContent('.rules .wrong')).toBe('');
      await close();
    });

    test('a GAN on WebGPU; when the device is lost in a step, WebAssembly goes on from the checkpoint', async () => {
      const { page, close } = await studio().open();
      // The worker keeps its device, for the test to destroy, and counts what is given to it.
      await page.context().route('**/assets/worker-*.js', async (route) => {
        const response = await route.fetch();
        const body = `{
          const request = GPUAdapter.prototype.requestDevice;
          GPUAdapter.prototype.requestDevice = async function (...options) {
            return (globalThis.device = await request.apply(this, options));
          };
          const submit = GPUQueue.prototype.submit;
          globalThis.submitted = 0;
          GPUQueue.prototype.submit = function (...commands) {
            globalThis.submitted++;
            return submit.apply(this, commands);
          };
        }${await response.text()}`;
        await route.fulfill({ response, body });
      });
      // Software takes 0.2 s to compile each of some 50 kernels: few of them, and one start on WebGPU.
      const settings = {
        variant: 'mlp',
        data: 'ring',
        loss: 'lsgan',
        width: 0.03,
        batchSize: 4,
      } as const;
      const often = { checkpointEvery: 1, metricsEvery: 1, threads: 1 } as const;
      const folder = join(studio().site.folder(), 'gpu');
      await train({ ...settings, ...often, steps: 1 }, { out: folder });
      const { config } = await openRunFolder(folder);
      const longer = { ...(config as TrainSettings), steps: 20, threads: 1 };
      writeFileSync(join(folder, 'config.json'), JSON.stringify(longer));

      await page.click('text=Train');
      await page.click('text=Go on with a run from elsewhere');
      await page.getByLabel('Folder of a run').setInputFiles(folder);
      await until(page, `${facts}.startsWith('paused')`);
      await page.getByLabel('Use the graphics card').check();
      await page.click('.rules >> text=Go on');
      await until(page, `${facts}.startsWith('training') && ${step} > 2`);
      const lose = 'device.destroy(), submitted';
      expect(await page.workers().at(-1)?.evaluate(lose)).toBeGreaterThan(0);
      await until(page, "document.querySelector('.rules .wrong').textContent !== ''");
      expect(await page.textContent('.rules .wrong')).toMatch(
        /^The browser has taken the graphics card away\. The run goes on /,
      );
      await until(page, `${facts}.startsWith('finished')`);
      expect(await page.evaluate(facts)).toContain('onnxruntime wasm');
      expect(await page.getByLabel('Use the graphics card').isChecked()).toBe(false);

      // Its steps on both are those of Node, and none was left out.
      const after = join(studio().site.folder(), 'after');
      await downloadRun(page, after);
      const rows = await readMetrics(join(after, 'metrics.jsonl'));
      expect(rows.map((row) => row.step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      await train(longer, { out: folder, resume: true });
      expect(await furthest(after, folder)).toBeLessThan(TOLERANCE);
      await close();
    });
  },
);
