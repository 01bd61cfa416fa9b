/**
 * A training step of ganport as a contestant, on the engine that `ganport train` uses. Like the trainer
 * it prepares a step (batch, noise, dropout masks) while the one before computes; a turn of N steps
 * prepares and computes N, and reads what each tells.
 */
import { createGan, createPlan } from '@ganport/core';
import { createOnnxEngine } from '@ganport/core/internal';
import { place, serve } from './contestant.mjs';

/**
 * @param {import('@ganport/core').TrainSettings} settings
 * @param {(config: import('@ganport/core').TrainConfig) => () => Record<string, { dims: number[], data: Float32Array }>} open
 *   what gives each step's images
 * @param {(numbers: Readonly<Record<string, number>>) => import('./contestant.mjs').Check} check
 */
export async function serveTraining(settings, open, check) {
  const plan = createPlan({ ...settings, ...place });
  const engine = await createOnnxEngine(createGan(plan));
  const next = open(plan.config);
  let done = 0;
  const step = () => {
    const batch = Object.entries(next()).map(([name, images]) => [
      name,
      { dtype: /** @type {const} */ ('float32'), ...images },
    ]);
    return engine.step(Object.fromEntries(batch), done++);
  };

  /** @param {number} repeats */
  async function steps(repeats) {
    let ahead = step();
    for (let i = 1; i < repeats; i++) {
      const following = step();
      await ahead;
      ahead = following;
    }
    return check(await ahead);
  }

  // The first step traces and builds the session.
  const start = performance.now();
  await steps(1);
  const build = ((performance.now() - start) / 1000).toFixed(2);
  const detail = `${engine.description}, first step ${build} s`;
  await serve({ version: '0.1.0', detail }, { step: steps });
}
