/**
 * `npm run test:backend-models -- [--provider wasm|webgpu] [--only a,b] [--seconds 300]`: published graph models on
 * ganport's tfjs backend in Chromium, compared with tfjs's wasm backend in Node, or its cpu backend where wasm
 * lacks a kernel. Exits with 1 when a model fails or differs, with 2 on bad usage.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { launchChromium } from '@ganport/parity/chromium';
import { bundleSite, type Site } from '../browser/support/site.ts';
import { publishedModels, topologyOf, weightsOf, type PublishedModel } from './models.ts';
import { predict, type Output, type Topology } from './page/predict.ts';

type Browser = Awaited<ReturnType<typeof launchChromium>>;

/** Largest difference, in relation to the root mean square of an output. */
const tolerance = 5e-3;

const { values } = parseArgs({
  options: {
    provider: { type: 'string', default: 'wasm' },
    only: { type: 'string' },
    seconds: { type: 'string', default: '300' },
  },
});
const { provider } = values;
const seconds = Number(values.seconds);
if ((provider !== 'wasm' && provider !== 'webgpu') || !(seconds > 0)) {
  console.error(
    `--provider wasm or webgpu, --seconds a positive number; got ${provider}, ${values.seconds}`,
  );
  process.exit(2);
}
const wanted = values.only?.split(',');
const models = publishedModels().filter(({ name }) => wanted?.includes(name) ?? true);
if (models.length === 0) {
  console.error('no published model is in .peers/models: `npm run test:models` fetches them');
  process.exit(1);
}

const site = await bundleSite(join(import.meta.dirname, '../../backend-models/page'));
const browser = await launchChromium();
try {
  const address = await site.serve({ isolated: true });
  let passed = 0;
  for (const model of models) {
    const verdict = await tried(model, { site, browser, address });
    if (verdict.endsWith('equal')) passed++;
    console.log(`${model.name}: ${verdict}`);
  }
  console.log(`${passed} of ${models.length} on ${provider} compute what tfjs computes`);
  if (passed < models.length) process.exitCode = 1;
} finally {
  await browser.close();
  await site.close();
}

/** One line: what became of a model. */
async function tried(
  model: PublishedModel,
  place: { readonly site: Site; readonly browser: Browser; readonly address: string },
): Promise<string> {
  const [topology, weights] = [topologyOf(model), weightsOf(model)];
  await place.site.add('model.json', JSON.stringify(topology));
  await place.site.add('weights.bin', weights);
  const page = await place.browser.newPage();
  try {
    const start = performance.now();
    await page.goto(place.address);
    await page.waitForFunction('globalThis.run !== undefined');
    const run: Promise<Output[]> = page.evaluate(`run('${provider}')`);
    const outputs = await Promise.race([run, late()]);
    const time = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    const difference = largestDifference(outputs, await reference(topology, weights));
    const numbers = `largest difference ${difference.toExponential(1)}, ${time}`;
    return `${numbers}, ${difference <= tolerance ? 'equal' : 'different'}`;
  } catch (thrown) {
    return `fails: ${thrown instanceof Error ? thrown.message.split('\n', 1)[0] : String(thrown)}`;
  } finally {
    await page.close();
  }
}

async function late(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000).unref());
  throw new Error(`nothing after ${seconds} s`);
}

async function reference(topology: Topology, weights: Buffer): Promise<Output[]> {
  const data = new Uint8Array(weights).buffer;
  try {
    await tf.setBackend('wasm');
    return await predict(topology, data);
  } catch {
    await tf.setBackend('cpu');
    return predict(topology, data);
  }
}

/** Infinite where the shapes differ or a number is NaN on one side alone. */
function largestDifference(outputs: readonly Output[], expected: readonly Output[]): number {
  const differences = expected.map(({ shape, numbers }, i) => {
    const own = outputs[i];
    if (own?.shape.join() !== shape.join()) return Infinity;
    const square = numbers.reduce((sum, value) => sum + value * value, 0) / numbers.length;
    const scale = Math.sqrt(square) + tolerance;
    return numbers.reduce((worst, value, at) => {
      const other = own.numbers[at] ?? Number.NaN;
      const same = Object.is(value, other) || value === other;
      const difference = same ? 0 : Math.abs(value - other) / scale;
      return Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
    }, 0);
  });
  return Math.max(0, ...differences);
}
