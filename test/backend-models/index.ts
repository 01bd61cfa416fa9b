/**
 * `npm run test:backend-models -- [--provider wasm|webgpu] [--only a,b] [--seconds 300]`: published graph models on
 * ganport's tfjs backend in Chromium, compared with tfjs in Node. Exits with 1 when a model fails or differs, with
 * 2 on bad usage.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from '@ganport/parity/chromium';
import { bundleSite, type Site } from '../browser/support/site.ts';
import { publishedModels, topologyOf, weightsOf, type PublishedModel } from './models.ts';
import type { Output } from './page/predict.ts';
import { compared } from './reference.ts';

type Browser = Awaited<ReturnType<typeof launchChromium>>;

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
    const { differences, equal } = await compared(outputs, topology, weights);
    return `${differences}, ${time}, ${equal ? 'equal' : 'different'}`;
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
