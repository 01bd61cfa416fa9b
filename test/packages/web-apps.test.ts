/**
 * Tiny apps of strangers, made from the packed tarballs outside of the workspace: a plain script, one that
 * Vite bundles, one that webpack bundles. Each draws in Chromium what the closed form says.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, preview, type PreviewServer } from 'vite';
import webpack from 'webpack';
import { sampleNoise } from '@ganport/core';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { launchChromium } from '@ganport/parity/chromium';
import { missingChromium, skipNote } from '../browser/support/chromium.ts';

const root = join(import.meta.dirname, '../..');
const missing = missingChromium();

/** Each pixel is the tanh of one number of the noise. */
const model = OnnxModel.fromGraph(
  parseGraph(`(float[N,4] noise) => (float[N,2,2,1] image) <int64[4] shape = {-1, 2, 2, 1}> {
    a = Tanh(noise)
    image = Reshape(a, shape)
  }`),
).bytes();

/** The gray levels of four images of seed 3, in the order of the sheet without its gaps. */
const expected = Array.from(
  sampleNoise(3, 4, 4).data as Float32Array,
  (value) => ((Math.tanh(value) + 1) / 2) * 255,
);

/** What each app does. It imports from where it can, and gives the address of ONNX Runtime where it must. */
const app = (web: string, element: string, runtime: string, options: object) => `
import { generate } from '${web}';
import '${element}';
import { createSession } from '${runtime}';

const grayOf = ({ width, data }) => [0, 1, 2, 3].flatMap((image) =>
  [0, 1, 2, 3].map((pixel) => {
    const x = 3 * (image % 2) + (pixel % 2);
    const y = 3 * Math.floor(image / 2) + Math.floor(pixel / 2);
    return data[4 * (y * width + x)];
  }));

globalThis.run = async () => {
  const options = ${JSON.stringify(options)};
  const image = await generate('generator.onnx', { count: 4, seed: 3, ...options });

  const element = document.createElement('ganport-generator');
  const drawn = new Promise((resolve, reject) => {
    element.addEventListener('draw', () => resolve(element.image));
    element.addEventListener('error', ({ message }) => reject(new Error(message)));
  });
  for (const [name, value] of Object.entries({ src: 'generator.onnx', count: 4, seed: 3, ...options })) {
    element.setAttribute(name, value);
  }
  document.body.append(element);

  const ortModule = options.runtime && new URL(options.runtime, location.href).href;
  const session = await createSession('generator.onnx', { providers: ['wasm'], ...(ortModule && { ortModule }) });
  const noise = { dtype: 'float32', dims: [1, 4], data: Float32Array.of(0, 1, 0, -1) };
  const { image: tensor } = await session.run({ noise });
  return { image: grayOf(image), element: grayOf(await drawn), session: [...tensor.data] };
};
`;
const html = (script: string) =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script type="module" src="${script}"></script>`;

describe.skipIf(missing !== undefined)(`apps from the tarballs${skipNote(missing)}`, () => {
  let home: string;
  let browser: Awaited<ReturnType<typeof launchChromium>>;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'ganport-apps-'));
    const packed = execFileSync(
      'npm',
      [
        'pack',
        '--json',
        '--ignore-scripts',
        '--pack-destination',
        home,
        '-w',
        'packages/web',
        '-w',
        'packages/runtime',
      ],
      { cwd: root, encoding: 'utf8' },
    );
    for (const { name, filename } of JSON.parse(packed) as { name: string; filename: string }[]) {
      const folder = join(home, 'node_modules', name);
      mkdirSync(folder, { recursive: true });
      execFileSync('tar', ['-xzf', join(home, filename), '-C', folder, '--strip-components=1']);
    }
    // As npm installs them beside.
    for (const name of ['onnxruntime-web', 'onnxruntime-common']) {
      symlinkSync(join(root, 'node_modules', name), join(home, 'node_modules', name));
    }
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(home, { recursive: true, force: true });
  });

  const bundled = app('@ganport/web', '@ganport/web/element', '@ganport/runtime/web', {});

  /** An app's folder with its files, of which `dist` is what is served. */
  function folderOf(name: string, files: Readonly<Record<string, string>>): string {
    const folder = join(home, name);
    mkdirSync(join(folder, 'dist'), { recursive: true });
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
    return folder;
  }

  async function expectRun(folder: string): Promise<void> {
    writeFileSync(join(folder, 'dist/generator.onnx'), model);
    const server: PreviewServer = await preview({
      configFile: false,
      logLevel: 'silent',
      appType: 'mpa',
      root: folder,
      preview: { host: '127.0.0.1', port: 0 },
    });
    const page = await browser.newPage();
    try {
      const problems: string[] = [];
      page.on('pageerror', ({ message }) => problems.push(message));
      await page.goto(server.resolvedUrls?.local[0] ?? '');
      // Scripts of this kind have run when the page is loaded.
      expect(problems).toEqual([]);
      const result = await page.evaluate<Record<string, number[]>>('run()');
      for (const source of ['image', 'element']) {
        const differences = expected.map((level, i) =>
          Math.abs(level - (result[source]?.[i] ?? NaN)),
        );
        expect(Math.max(...differences)).toBeLessThanOrEqual(0.51);
      }
      for (const [i, value] of [0, 1, 0, -1].entries()) {
        expect(result['session']?.[i]).toBeCloseTo(Math.tanh(value), 5);
      }
    } finally {
      await page.close();
      await server.close();
    }
  }

  test('a plain script, with the files copied beside it', async () => {
    const script = app('./web/index.js', './web/element.js', './runtime/web/index.js', {
      runtime: 'ort/ort.wasm.bundle.min.mjs',
    });
    const folder = folderOf('plain', {
      'dist/main.js': script,
      'dist/index.html': html('./main.js'),
    });
    for (const name of ['web', 'runtime']) {
      cpSync(join(home, 'node_modules/@ganport', name, 'dist'), join(folder, 'dist', name), {
        recursive: true,
      });
    }
    mkdirSync(join(folder, 'dist/ort'));
    for (const file of ['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm']) {
      cpSync(join(root, 'node_modules/onnxruntime-web/dist', file), join(folder, 'dist/ort', file));
    }
    await expectRun(folder);
  });

  test('Vite', async () => {
    const folder = folderOf('vite', { 'main.js': bundled, 'index.html': html('./main.js') });
    await build({ root: folder, configFile: false, logLevel: 'error' });
    await expectRun(folder);
  });

  test('webpack', async () => {
    const folder = folderOf('webpack', {
      'main.js': bundled,
      'dist/index.html': html('./main.js'),
    });
    const compiler = webpack({
      mode: 'production',
      context: folder,
      entry: './main.js',
      output: { path: join(folder, 'dist') },
      // Minimizing ONNX Runtime again takes most of the time.
      optimization: { minimize: false },
      ignoreWarnings: [/Critical dependency/],
    });
    const problems = await new Promise<string[]>((resolve, reject) => {
      compiler.run((error, stats) => {
        if (error) reject(error);
        else resolve((stats?.toJson().errors ?? []).map(({ message }) => message));
      });
    });
    expect(problems).toEqual([]);
    await expectRun(folder);
  });
});
