/**
 * `node bench/browser/long-tasks.mjs [--redraws N] [--size PIXELS]`: how long does the page of `ganport web`
 * keep its visitor waiting? The seconds from the model being there to the first picture, and the longest
 * tasks of the page's own thread (PerformanceObserver, `longtask`: 50 ms and more) at the start and in N
 * redraws of 25 images, with the processor time of that thread for a redraw.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { createGan, createPlan, exportNetwork } from '@ganport/core';
import { launchChromium } from '@ganport/parity/chromium';
import { serveSite, writeSite } from 'ganport/internal';

const { values } = parseArgs({
  options: {
    redraws: { type: 'string', default: '30' },
    size: { type: 'string', default: '28' },
  },
});
const [redraws, size] = [Number(values.redraws), Number(values.size)];

await tf.setBackend('cpu');
const { generator } = createGan(createPlan({ variant: 'dcgan', image: [size, size, 1] })).networks;
if (!generator) throw new Error('the variant has no generator');
const home = await mkdtemp(join(tmpdir(), 'ganport-long-tasks-'));
const [model, out] = [join(home, 'model.onnx'), join(home, 'site')];
await writeFile(model, (await exportNetwork({ model: generator.model, classNames: [] })).bytes());
await writeSite({ model, out });
const server = await serveSite(out, 0, true);
const browser = await launchChromium();

/** In the page, before its own scripts: what the browser tells of its thread. */
const observe = `
  globalThis.tasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  // The page says that it starts ONNX Runtime once the whole model is there.
  new MutationObserver(() => {
    const status = document.getElementById('status');
    if (status?.textContent.startsWith('Starting')) globalThis.modelThere ??= performance.now();
  }).observe(document, { subtree: true, childList: true, characterData: true });`;

try {
  const page = await browser.newPage();
  await page.addInitScript(observe);
  await page.goto(server.address);
  const run = (/** @type {string} */ body) => page.evaluate(`(async () => { ${body} })()`);
  const waiting = `
    const plate = document.getElementById('plate');
    const seed = document.getElementById('seed');
    const canvas = document.getElementById('canvas');
    const until = async (holds) => {
      while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
    };`;
  // The service worker may load the page anew, which ends what waits in it.
  const drawn = `${waiting} await until(() => plate.dataset.state === 'drawn');
    return performance.now();`;
  const settled = async () => {
    for (;;) {
      const at = await run(drawn).catch(() => undefined);
      if (at !== undefined) return Number(at);
    }
  };
  const at = await settled();
  const loaded = Number(await run('return modelThere'));
  report('start', at, await run('return tasks.splice(0)'));
  console.log(`first picture ${((at - loaded) / 1000).toFixed(2)} s after the model is there`);

  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  };
  const before = await busy();
  const took = await run(`${waiting} const start = performance.now();
    for (let i = 2; i < ${redraws} + 2; i++) {
      seed.value = i;
      seed.dispatchEvent(new Event('input', { bubbles: true }));
      await until(() => canvas.ariaLabel.endsWith('seed ' + i));
    }
    return performance.now() - start;`);
  report(`${redraws} redraws`, Number(took), await run('return tasks.splice(0)'));
  const each = (1000 * ((await busy()) - before)) / redraws;
  console.log(`the page's thread is busy for ${each.toFixed(1)} ms of a redraw`);
} finally {
  await browser.close();
  await server.close();
  await rm(home, { recursive: true, force: true });
}

/** @param {string} what @param {number} milliseconds @param {unknown} found */
function report(what, milliseconds, found) {
  const tasks = /** @type {{ startTime: number, duration: number }[]} */ (found);
  const longest = Math.max(0, ...tasks.map(({ duration }) => duration));
  const told = tasks.map(({ startTime, duration }) => `${duration} ms at ${Math.round(startTime)}`);
  console.log(
    `${what} (${(milliseconds / 1000).toFixed(2)} s): longest task ${longest} ms; ${told.join(', ') || 'none of 50 ms'}`,
  );
}
