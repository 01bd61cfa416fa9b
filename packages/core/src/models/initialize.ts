/** Initializes the weights of a network from the run's seed. */
import * as tf from '#tfjs';
import { fillNormal } from '../random/normal.ts';
import { keyed, type RandomSource } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';
import type { Initialization, Initializer } from './description.ts';
import type { Weights } from './network.ts';

/**
 * Fills the weights by the initializers of their kinds.
 *
 * @param network the name of the network, a key of the draws: two networks of one run differ
 */
export function initializeWeights(
  weights: Weights,
  initialization: Initialization,
  seed: number,
  network: string,
): void {
  for (const [i, [name, variable]] of [...weights].entries()) {
    const initializer = initialization[name.split('/').at(-1) ?? ''];
    if (!initializer || initializer.kind === 'layer') continue;
    const values = new Float32Array(variable.size);
    const source = keyed(seed, `weights ${network}`, 0, i);
    fill[initializer.kind](source, values, initializer as never, variable.shape);
    const initial = tf.tensor(values, variable.shape);
    variable.assign(initial);
    initial.dispose();
  }
}

type Fill<Kind> = (
  source: RandomSource,
  values: Float32Array,
  initializer: Extract<Initializer, { kind: Kind }>,
  shape: readonly number[],
) => unknown;

const fill: { [Kind in Exclude<Initializer['kind'], 'layer'>]: Fill<Kind> } = {
  normal: (source, values, { mean, stddev }) => fillNormal(source, values, mean, stddev),
  glorot: (source, values, _initializer, shape) => {
    const [fanIn = 1, fanOut = 1] = shape.slice(-2);
    return fillGlorot(source, values, windowOf(shape) * (fanIn + fanOut));
  },
  'glorot-each': (source, values, _initializer, shape) => {
    const [fanIn = 1, fanOut = 1] = shape.slice(-2);
    return fillGlorot(source, values, fanIn + fanOut);
  },
  'fan-in': (source, values, _initializer, shape) => {
    const limit = 1 / Math.sqrt(windowOf(shape) * (shape.at(-2) ?? 1));
    return fillUniform(source, values, -limit, limit);
  },
};

/** The places of a kernel, [height, width, in, out] of a convolution and [in, out] of a dense layer. */
function windowOf(shape: readonly number[]): number {
  return shape.slice(0, -2).reduce((product, size) => product * size, 1);
}

function fillGlorot(source: RandomSource, values: Float32Array, fans: number) {
  const limit = Math.sqrt(6 / fans);
  return fillUniform(source, values, -limit, limit);
}
