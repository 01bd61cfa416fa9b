/**
 * The page of `ganport web` where something fails: hosts without headers, no network, downloads that break
 * off, files of others, a lost graphics device. It says what is wrong, and goes on when it is mended.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { launchChromium } from '@ganport/parity/chromium';
import type { SiteServer } from 'ganport/internal';
import { violationsOf } from './support/axe.ts';
import { missingChromium, skipNote } from './support/chromium.ts';
import { generatorModel } from './support/generator-model.ts';
import {
  hostWith,
  type Interference,
  type MadeSite,
  makeSite,
  openSite,
} from './support/generator-site.ts';

const missing = missingChromium();

describe.skipIf(missing !== undefined)(
  `the page of a generator on any host${skipNote(missing)}`,
  () => {
    let site: MadeSite;
    let isolated: SiteServer;
    let plain: SiteServer;
    let browser: Awaited<ReturnType<typeof launchChromium>>;

    beforeAll(async () => {
      await tf.setBackend('cpu');
      site = await makeSite(await generatorModel());
      isolated = await site.serve(true);
      plain = await site.serve(false);
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
      await site?.close();
    });

    /** A page without a service worker, so that the host answers each request. */
    const unaided = async () => browser.newContext({ serviceWorkers: 'block' });

    test('without the headers, the service worker gives the page threads', async () => {
      const context = await browser.newContext();
      const { page, text } = await openSite(context, plain.address);
      expect(await page.evaluate('crossOriginIsolated')).toBe(true);
      expect(await text('wasm-reason')).toContain('With threads.');
      await context.close();
    });

    test('without a service worker too, it draws on one thread and says so', async () => {
      const context = await unaided();
      const { page, text } = await openSite(context, plain.address);
      expect(await page.evaluate('crossOriginIsolated')).toBe(false);
      expect(await text('notes')).toContain('one thread: the page is not cross-origin isolated');
      expect(await page.getAttribute('#plate', 'data-state')).toBe('drawn');
      await context.close();
    });

    test('after the first visit it needs no network', async () => {
      const host = await hostWith(plain.address, () => false);
      const context = await browser.newContext();
      const { page, settled, text, pixels } = await openSite(context, host.address);
      const before = await pixels();
      await host.close();
      await page.goto(`${host.address}?seed=1`);
      await settled();
      expect(await text('error-text')).toBe('');
      expect(await page.evaluate('crossOriginIsolated')).toBe(true);
      expect(await pixels()).toEqual(before);
      await context.close();
    });

    test('a site that is written again is seen at once, with its model', async () => {
      let isNew = false;
      const other = await generatorModel(['one', 'two']);
      const host = await hostWith(isolated.address, (file, response) => {
        if (!isNew || !['site.json', 'generator.onnx'].includes(file)) return false;
        response.end(file === 'site.json' ? siteFor(other, { title: 'Another' }) : other);
        return true;
      });
      const context = await browser.newContext();
      const { page, settled, text, pixels } = await openSite(context, host.address);
      const before = await pixels();
      isNew = true;
      await page.reload();
      await settled();
      expect(await text('title')).toBe('Another');
      expect(await text('error-text')).toBe('');
      expect((await pixels()).data).not.toEqual(before.data);
      await context.close();
      await host.close();
    });

    /** site.json for another model, of another version. */
    function siteFor(model: Uint8Array, more: object = {}): string {
      const own = JSON.parse(readFileSync(join(site.folder, 'site.json'), 'utf8')) as {
        model: object;
      };
      const sha256 = createHash('sha256').update(model).digest('hex');
      const described = { ...own.model, bytes: model.length, sha256 };
      return JSON.stringify({ ...own, version: sha256.slice(0, 16), model: described, ...more });
    }

    test('a slow download shows how far it is; one that breaks off is tried again', async () => {
      let visit = 0;
      let goOn: () => void = () => undefined;
      const half = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      const host = await hostWith(isolated.address, async (file, response) => {
        if (file !== 'generator.onnx' || visit++ > 0) return false;
        response.writeHead(200, { 'Cross-Origin-Embedder-Policy': 'require-corp' });
        response.write(site.model.slice(0, site.model.length / 2));
        await half;
        response.destroy();
        return true;
      });
      const context = await unaided();
      const page = await context.newPage();
      await page.goto(host.address);
      const shown = () =>
        page.evaluate<[number, string]>(
          "[document.querySelector('#progress').value, document.querySelector('#status').textContent]",
        );
      while ((await shown())[0] === 0) await page.waitForTimeout(30);
      expect(await shown()).toEqual([
        expect.closeTo(0.5, 2),
        expect.stringMatching(/^Loading generator\.onnx: 0\.0 MB of 0\.1 MB …$/),
      ]);
      goOn();
      const error = page.locator('#error-text');
      while (!(await error.textContent())) await page.waitForTimeout(30);
      expect(await error.textContent()).toMatch(
        /^the download of generator\.onnx broke off after 0\.0 MB/,
      );
      expect(await violationsOf(page)).toEqual([]);
      await page.click('#retry');
      while ((await page.getAttribute('#plate', 'data-state')) !== 'drawn')
        await page.waitForTimeout(30);
      expect(await error.textContent()).toBe('');
      await context.close();
      await host.close();
    });

    const graph = (text: string, metadata: Record<string, string> = {}) =>
      OnnxModel.fromGraph(parseGraph(text), { metadata }).bytes();
    const model =
      (bytes: Uint8Array): Interference =>
      (file, response) => {
        if (!['site.json', 'generator.onnx'].includes(file)) return false;
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
        response.end(file === 'site.json' ? siteFor(bytes) : bytes);
        return true;
      };
    const wrong =
      (status: number, type: string, content: string): Interference =>
      (file, response) => {
        if (file !== 'generator.onnx') return false;
        response.writeHead(status, { 'Content-Type': type }).end(content);
        return true;
      };
    const html = '<img src=x onerror="globalThis.injected = 1">';

    test.each<[string, () => Interference, RegExp]>([
      [
        'absent',
        () => wrong(404, 'text/plain', ''),
        /^generator\.onnx is not there \(the server answers 404\)$/,
      ],
      [
        'a page',
        () => wrong(200, 'text/html', '<p>start'),
        /^generator\.onnx is not there \(the server sends a web page/,
      ],
      [
        'another',
        () => wrong(200, 'application/octet-stream', 'x'.repeat(99)),
        /^generator\.onnx has 99 bytes instead of \d+; it is damaged/,
      ],
      [
        'no model',
        () => model(new TextEncoder().encode('no model at all')),
        /^generator\.onnx is not an ONNX model, or not all of it/,
      ],
      [
        'empty',
        () => model(new Uint8Array()),
        /^generator\.onnx is not a model that ONNX Runtime can load/,
      ],
      [
        'text for a script',
        () =>
          model(
            graph('(float[N,4] z) => (float[N,4] y) { y = Tanh(z) }', {
              'ganport.distribution.z': html,
            }),
          ),
        /^noise is drawn from normal and uniform distributions; input z needs <img src=x/,
      ],
      [
        'no images',
        () => model(graph('(float[N,8] z) => (float[N,8] y) { y = Tanh(z) }')),
        /^images are float32\[batch, .* this model's output y is float32\[25, 8\]$/,
      ],
    ])('a file that is %s is one line', async (_, interfere, line) => {
      const host = await hostWith(isolated.address, interfere());
      const context = await unaided();
      const { page, text } = await openSite(context, host.address);
      expect(await text('error-text')).toMatch(line);
      expect(await page.evaluate('globalThis.injected')).toBeUndefined();
      await context.close();
      await host.close();
    });

    test('two tabs draw at once, each its own choice, and one stays when the other is closed', async () => {
      const context = await browser.newContext();
      const tabs = await Promise.all(
        [2, 3].map((seed) => openSite(context, `${isolated.address}?seed=${seed}`)),
      );
      const [one, other] = tabs as [(typeof tabs)[number], (typeof tabs)[number]];
      const [two, three] = await Promise.all([one.pixels(), other.pixels()]);
      expect(two).not.toEqual(three);
      await Promise.all([one.page.fill('#seed', '3'), other.page.fill('#seed', '2')]);
      await Promise.all([one.drawn('seed 3'), other.drawn('seed 2')]);
      expect(await one.pixels()).toEqual(three);
      expect(await other.pixels()).toEqual(two);
      await other.page.close();
      await one.page.fill('#seed', '2');
      await one.drawn('seed 2');
      expect(await one.pixels()).toEqual(two);
      await context.close();
    });

    test('on WebGPU it draws the same; when the device is lost, WebAssembly goes on', async () => {
      // The worker keeps its device, for the test to destroy.
      const gpuSite = await makeSite(await generatorModel(), { provider: 'webgpu' });
      const { address } = await gpuSite.serve(true);
      const host = await hostWith(address, async (file, response) => {
        if (!file.startsWith('assets/worker-')) return false;
        const script = await (await fetch(new URL(file, address))).text();
        response
          .writeHead(200, {
            'Content-Type': 'text/javascript',
            'Cross-Origin-Embedder-Policy': 'require-corp',
          })
          .end(
            `const request = GPUAdapter.prototype.requestDevice;
          GPUAdapter.prototype.requestDevice = async function (...options) {
            return (globalThis.device = await request.apply(this, options));
          };${script}`,
          );
        return true;
      });
      const context = await unaided();
      const { page, drawn, pixels, text, until } = await openSite(context, host.address);
      expect(await text('webgpu-reason')).toBe(
        'Its adapter is software, which is slower than WebAssembly.',
      );
      const onWasm = await pixels();
      await page.check('input[value=webgpu]');
      await until(
        `document.querySelector('#webgpu-reason').textContent === '' &&
       document.querySelector('#plate').ariaBusy === 'false'`,
      );
      const onGpu = await pixels();
      const differences = onGpu.data.map((value, i) => Math.abs(value - (onWasm.data[i] ?? NaN)));
      expect(differences.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(1);

      // Each model has a worker of its own.
      const worker = page.workers().at(-1);
      await worker?.evaluate('device.destroy()');
      await page.fill('#seed', '2');
      await drawn('seed 2');
      expect(await text('error-text')).toBe('');
      expect(await page.isChecked('input[value=wasm]')).toBe(true);
      expect(await text('notes')).toContain('the browser has taken the graphics device away');
      await context.close();
      await host.close();
      await gpuSite.close();
    });
  },
);
