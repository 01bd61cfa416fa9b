/**
 * Do the warnings tell runs that collapse from runs that do not, and do the remedies bring the modes
 * back? Each case is a whole run; then the modes among samples of its generator are counted.
 *
 *   npm run bench -- stability            all cases; or --only ring,mnist,stacked
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleNoise } from '@ganport/core';
import { modesHit } from '@ganport/core/metrics';
import { readWarnings, train } from '@ganport/lab';
import { openModeReader } from '@ganport/lab/internal';
import { createSession } from '@ganport/runtime/node';
import { groups } from './cases.mjs';

const BATCH = 500;

/**
 * @param {string[] | undefined} only names of groups of cases
 * @param {number} threads
 * @param {boolean} json the last line is the figures as JSON
 */
export async function measureStability(only, threads, json) {
  const figures = [];
  for (const [group, cases] of Object.entries(groups)) {
    if (only && !only.includes(group)) continue;
    for (const one of cases) {
      const figure = await measure(one, threads);
      figures.push(figure);
      const { name, seconds, modes, of, inModes, kl, warnings } = figure;
      const warned = warnings.map(({ step, sign }) => `${sign} at ${step}`).join(', ') || 'none';
      console.log(
        `${name}: ${seconds} s, modes ${modes} of ${of}, in modes ${inModes}, KL ${kl}; warnings: ${warned}`,
      );
    }
  }
  if (json) console.log(JSON.stringify(figures));
}

/** @param {import('./cases.mjs').Case} one @param {number} threads */
async function measure({ name, settings, samples, least }, threads) {
  const folder = await mkdtemp(join(tmpdir(), 'ganport-stability-'));
  try {
    const began = performance.now();
    const every = { reportEvery: 1e6, sampleEvery: 1e6, checkpointEvery: 1e6 };
    const { run } = await train({ threads, ...every, ...settings }, { out: join(folder, 'run') });
    const seconds = Math.round((performance.now() - began) / 1000);
    const warnings = await readWarnings(run.warnings);
    return { name, seconds, ...(await count(run.generator, settings, samples, least)), warnings };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * @param {string} generator
 * @param {import('@ganport/core').TrainSettings} settings
 * @param {number} samples
 * @param {number} least
 */
async function count(generator, { data = 'mnist', latent = 100 }, samples, least) {
  const session = await createSession(generator);
  const { data: noise } = sampleNoise(123, samples, latent);
  /** @type {number[]} */
  const all = [];
  /** @type {import('@ganport/core').ModeReader | undefined} */
  let reader;
  try {
    for (let start = 0; start < samples; start += BATCH) {
      const rows = /** @type {Float32Array} */ (noise).slice(
        start * latent,
        (start + BATCH) * latent,
      );
      const { image } = await session.run({
        noise: { dtype: 'float32', dims: [rows.length / latent, latent], data: rows },
      });
      const [, height = 0, width = 0, channels = 0] = image?.dims ?? [];
      reader ??= await openModeReader(data, { kind: 'images', shape: [height, width, channels] });
      if (!image || !reader) throw new Error(`${data}: no modes are known`);
      all.push(...(await reader.read(/** @type {Float32Array} */ (image.data))));
    }
    const modes = Int32Array.from(all);
    return {
      modes: modesHit(modes, least),
      of: reader?.modes ?? 0,
      inModes: Number((modes.filter((mode) => mode >= 0).length / samples).toFixed(3)),
      kl: Number(reverseKl(modes, reader?.modes ?? 1).toFixed(3)),
    };
  } finally {
    await reader?.dispose();
    await session.dispose();
  }
}

/** KL of the shares of the modes, among samples of a mode, to equal shares, in nats. @param {Int32Array} modes @param {number} of */
function reverseKl(modes, of) {
  const inModes = modes.filter((mode) => mode >= 0);
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const mode of inModes) counts.set(mode, (counts.get(mode) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => {
    const share = n / inModes.length;
    return sum + share * Math.log(share * of);
  }, 0);
}
