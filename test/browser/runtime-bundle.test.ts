/** @ganport/runtime/web bundled by Vite, with its defaults, in a real browser. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, preview, type PreviewServer } from 'vite';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { launchChromium } from '@ganport/parity/chromium';
import { encodeModel } from '@ganport/runtime/internal';
import { missingChromium, skipNote } from './support/chromium.ts';

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof launchChromium>>['newPage']>>;

const missing = missingChromium();
const compiledRuntime = createRequire(import.meta.url).resolve('@ganport/runtime/web');

/** `y = x · ((1 2 3) (4 5 6))`. */
const productModel = encodeModel({
  inputs: [{ name: 'x', dtype: 'float32', dims: ['N', 2] }],
  outputs: [{ name: 'y', dtype: 'float32', dims: ['N', 3] }],
  nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
  constants: { w: { dtype: 'float32', dims: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } },
});

const html = `<!doctype html><link rel="icon" href="data:,">
<script type="module">
import { createSession } from '@ganport/runtime/web';
globalThis.compute = async (providers) => {
  const model = Uint8Array.of(${productModel.join()});
  const session = await createSession(model, { providers });
  const x = { dtype: 'float32', dims: [1, 2], data: Float32Array.of(1, 1) };
  const { y } = await session.run({ x });
  await session.dispose();
  return { provider: session.provider, refused: session.refused, notes: session.notes, y: [...y.data] };
};
globalThis.damage = async () => {
  const cache = await caches.open('ganport-tuned');
  for (const key of await cache.keys()) await cache.put(key, new Response('damaged'));
};
globalThis.refuseTwice = () => {
  const put = Cache.prototype.put;
  let left = 2;
  Cache.prototype.put = function (...parts) {
    if (left-- > 0) throw new DOMException('Quota exceeded.', 'QuotaExceededError');
    return put.apply(this, parts);
  };
};
globalThis.tuned = async (model) => {
  const session = await createSession(Uint8Array.from(model), {
    providers: ['wasm'],
    tune: { seconds: 0.3 },
  });
  const x = { dtype: 'float32', dims: [1, 4, 6, 6], data: new Float32Array(144).fill(1) };
  const { y } = await session.run({ x });
  const kept = await (await caches.open('ganport-tuned')).keys();
  return { notes: session.notes, y: [...y.data], kept: kept.length };
};
</script>`;

/** y: the sum of the pixels around each pixel, over all channels. */
const sums = OnnxModel.fromGraph(
  parseGraph(
    `sums (float[N,4,6,6] x) => (float[N,1,6,6] y) <float[1,4,3,3] w = {${'1, '.repeat(35)}1}> {
      y = Conv<pads = [1, 1, 1, 1]>(x, w)
    }`,
  ),
).bytes();

describe.skipIf(missing !== undefined)(`bundled by Vite${skipNote(missing)}`, () => {
  let folder: string;
  let isolated: PreviewServer;
  let plain: PreviewServer;
  let browser: Awaited<ReturnType<typeof launchChromium>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ganport-bundle-'));
    await writeFile(join(folder, 'index.html'), html);
    const config = { root: folder, configFile: false, logLevel: 'silent' } as const;
    await build({
      ...config,
      resolve: { alias: { '@ganport/runtime/web': compiledRuntime } },
    });
    const headers = {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    };
    const host = '127.0.0.1';
    isolated = await preview({ ...config, preview: { host, port: 41730, headers } });
    plain = await preview({ ...config, preview: { host, port: 41830 } });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await isolated?.close();
    await plain?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function compute(server: PreviewServer, providers: readonly string[]) {
    const page = await browser.newPage();
    const loaded: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('.wasm')) loaded.push(basename(request.url()));
    });
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page.waitForFunction('globalThis.compute !== undefined');
    const result: unknown = await page.evaluate(`compute(${JSON.stringify(providers)})`);
    await page.close();
    return { result, loaded };
  }

  test('both builds are in the bundle', async () => {
    const files = await readdir(join(folder, 'dist', 'assets'));
    expect(files.filter((file) => file.endsWith('.wasm'))).toHaveLength(2);
  });

  test('a page that wants WebAssembly loads only the smaller build', async () => {
    const { result, loaded } = await compute(isolated, ['wasm']);
    expect(result).toEqual({ provider: 'wasm', refused: [], notes: [], y: [5, 7, 9] });
    expect(loaded).toEqual([expect.stringMatching(/^ort-wasm-simd-threaded-/)]);
  });

  test('a tuned session computes the same, and the result is kept', async () => {
    const page = await browser.newPage();
    await page.goto(isolated.resolvedUrls?.local[0] ?? '');
    await page.waitForFunction('globalThis.tuned !== undefined');
    const result = await page.evaluate<{ y: number[]; notes: string[]; kept: number }>(
      `tuned([${sums.join()}])`,
    );
    await page.close();
    expect(result).toMatchObject({ notes: [], kept: 1 });
    expect(result.y.slice(0, 7).map((value) => Math.round(value * 1e4) / 1e4)).toEqual([
      16, 24, 24, 24, 24, 16, 24,
    ]);
  });

  test('two tabs search one after the other, and a damaged result is made again', async () => {
    const context = await browser.newContext();
    const tabs = [await context.newPage(), await context.newPage()] as const;
    const tuned = (page: Page) =>
      page.evaluate<{ y: number[]; notes: string[]; kept: number }>(`tuned([${sums.join()}])`);
    for (const page of tabs) {
      await page.goto(isolated.resolvedUrls?.local[0] ?? '');
      await page.waitForFunction('globalThis.tuned !== undefined');
    }
    const [first] = tabs;
    const right = { notes: [], kept: 1 };
    expect(await Promise.all(tabs.map(tuned))).toMatchObject([right, right]);
    await first.evaluate('damage()');
    expect(await tuned(first)).toMatchObject(right);
    await first.evaluate('damage()');
    await first.evaluate('refuseTwice()');
    expect(await tuned(first)).toMatchObject({
      notes: ['the tuned model is not kept: Quota exceeded.'],
      kept: 0,
    });
    await context.close();
  });

  test('a page that wants WebGPU loads only the larger one', async () => {
    const { result, loaded } = await compute(isolated, ['webgpu', 'wasm']);
    expect(result).toEqual({ provider: 'webgpu', refused: [], notes: [], y: [5, 7, 9] });
    expect(loaded).toEqual([expect.stringMatching(/^ort-wasm-simd-threaded\.asyncify-/)]);
  });

  test('without cross-origin isolation it runs on one thread and notes it', async () => {
    const { result } = await compute(plain, ['wasm']);
    expect(result).toEqual({
      provider: 'wasm',
      refused: [],
      notes: [expect.stringContaining('one thread: the page is not cross-origin isolated')],
      y: [5, 7, 9],
    });
  });
});
