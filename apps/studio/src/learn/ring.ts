/** Real points of the ring for the picture: core's data set, drawn without loading core. */

const MODES = 8;
const RADIUS = 0.8;
const STDDEV = 0.02;

/** x and y of points around each of the eight centers, the same each time. */
export function ringPoints(count: number): Float32Array {
  const random = uniform(7);
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const angle = (2 * Math.PI * (i % MODES)) / MODES;
    // Two normal numbers by the transform of Box and Muller.
    const reach = STDDEV * Math.sqrt(-2 * Math.log(1 - random()));
    const turn = 2 * Math.PI * random();
    points[2 * i] = RADIUS * Math.cos(angle) + reach * Math.cos(turn);
    points[2 * i + 1] = RADIUS * Math.sin(angle) + reach * Math.sin(turn);
  }
  return points;
}

/** Numbers in [0, 1) by Lehmer's generator. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
