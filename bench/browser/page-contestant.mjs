/**
 * A program of the page as a contestant: this process bundles the page, starts Chromium and passes the
 * questions of the bench on. Each provider has a page of its own. Processor time is that of all processes of
 * the browser.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, preview } from 'vite';
import { launchChromium } from '@ganport/parity/chromium';
import { serve } from '../harness/contestant.mjs';
import { caseOf, cases } from './cases.mjs';

const [program = '', data = ''] = process.argv.slice(2);
const require = createRequire(import.meta.url);

/** WebAssembly has threads in isolated pages only. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const root = join(import.meta.dirname, 'page');
const outDir = await mkdtemp(join(tmpdir(), 'ganport-bench-'));
const base = /** @type {const} */ ({ root, configFile: false, logLevel: 'error' });
// tfjs's workers are made of the text of functions, which a minifier would break.
await build({ ...base, build: { outDir, emptyOutDir: true, target: 'esnext', minify: false } });
await writeFile(join(outDir, 'pixels'), (await readFile(data)).subarray(16, 16 + 784 * 6400));
for (const kind of ['', '-simd', '-threaded-simd']) {
  const name = `tfjs-backend-wasm${kind}.wasm`;
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  await writeFile(join(outDir, name), await readFile(join(folder, 'dist', name)));
}
const server = await preview({
  ...base,
  build: { outDir },
  preview: { host: '127.0.0.1', port: 0, headers },
});
const address = server.resolvedUrls?.local[0] ?? '';

const browser = await launchChromium();
const devtools = await browser.newBrowserCDPSession();
/** Of all processes of the browser. */
async function cpuSeconds() {
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** @type {Map<string, ReturnType<typeof open>>} */
const pages = new Map();

/** The page of a provider. @param {string} provider */
async function open(provider) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
  await page.goto(`${address}#${program}/${provider}`);
  await page.waitForFunction('globalThis.answer !== undefined');
  return page;
}

/** @param {string} name */
const work = (name) => async (/** @type {number} */ repeats) => {
  const { provider } = caseOf(name);
  const page = await (pages.get(provider) ?? pages.set(provider, open(provider)).get(provider));
  return /** @type {Promise<import('../harness/contestant.mjs').Check>} */ (
    page?.evaluate(`answer(${JSON.stringify(name)}, ${repeats})`)
  );
};

process.once('exit', () => void rm(outDir, { recursive: true, force: true }));
await serve(
  { version: `Chromium ${browser.version()}`, detail: program },
  Object.fromEntries(Object.keys(cases).map((name) => [name, work(name)])),
  cpuSeconds,
);
