/** Fills a network's weights from the run's seed by the laws of its variant. */
import * as tf from '@tensorflow/tfjs';
import { fillNormal } from '../random/normal.ts';
import { keyed, type RandomSource } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';
import type { Initialization, Law } from '../variants/variant.ts';
import type { Weights } from './network.ts';

/** @param network names the network, so that two of one run do not start alike */
export function initializeWeights(
  weights: Weights,
  laws: Initialization,
  seed: number,
  network: string,
): void {
  for (const [i, [name, variable]] of [...weights].entries()) {
    const law = laws[name.split('/').at(-1) ?? ''];
    if (!law || law.kind === 'layer') continue;
    const values = new Float32Array(variable.size);
    fill[law.kind](keyed(seed, `weights ${network}`, 0, i), values, law as never, variable.shape);
    const initial = tf.tensor(values, variable.shape);
    variable.assign(initial);
    initial.dispose();
  }
}

type Fill<L> = (
  source: RandomSource,
  values: Float32Array,
  law: L,
  shape: readonly number[],
) => unknown;

type LawOf<Kind> = Extract<Law, { kind: Kind }>;

const fill: { [Kind in Exclude<Law['kind'], 'layer'>]: Fill<LawOf<Kind>> } = {
  normal: (source, values, { mean, stddev }) => fillNormal(source, values, mean, stddev),
  glorot: (source, values, _law, shape) => {
    // A convolution's kernel is [height, width, in, out].
    const window = shape.slice(0, -2).reduce((product, size) => product * size, 1);
    const [fanIn = 1, fanOut = 1] = shape.slice(-2);
    const limit = Math.sqrt(6 / (window * (fanIn + fanOut)));
    return fillUniform(source, values, -limit, limit);
  },
};
