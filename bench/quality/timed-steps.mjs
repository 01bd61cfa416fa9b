/**
 * Takes all steps of a training; each batch is read while the step before is computed.
 *
 * @param {Awaited<ReturnType<typeof import('@ganport/core/internal').createOnnxEngine>>} engine
 * @param {Awaited<ReturnType<typeof import('@ganport/lab/internal').openBatches>>} batches
 * @param {number} steps
 * @returns {Promise<number>} seconds
 */
export async function timedSteps(engine, batches, steps) {
  const start = performance.now();
  let ahead = engine.step(await batches.read(0), 0);
  for (let step = 1; step < steps; step++) {
    const following = engine.step(await batches.read(step), step);
    await ahead;
    ahead = following;
  }
  await ahead;
  return (performance.now() - start) / 1000;
}
