/**
 * The game of the two networks on a plane: where the generator puts points, and what the discriminator
 * says of each place. An instrument of the training loop draws it at intervals.
 */
import type { HostTensor } from '@ganport/runtime';
import { sampleNoise, type Instrument, type RunView } from '@ganport/core';
import { EDGE, type Field } from './protocol.ts';

const POINTS = 400;
const SIZE = 48;
/** Steps between looks, and the least milliseconds between them: more than a screen shows is waste. */
const EVERY = 5;
const PAUSE = 40;

/** @param send receives each view of the game */
export function fieldInstrument(view: RunView, send: (field: Field) => void): Instrument {
  const { config, infer } = view;
  const noise = sampleNoise(config.seed, POINTS, config.latent);
  const grid = gridOf(config.pac);
  let last = -Infinity;
  return {
    every: EVERY,
    open: async () => ({
      async measure() {
        if (performance.now() - last < PAUSE) return {};
        last = performance.now();
        const points = await infer('generator', { noise: copyOf(noise) });
        const scores = await infer('discriminator', { image: copyOf(grid) });
        send({
          points: points.data as Float32Array,
          surface: surfaceOf(scores.data as Float32Array),
          size: SIZE,
        });
        return {};
      },
      dispose: async () => undefined,
    }),
  };
}

/** The engine takes the arrays of its inputs. */
function copyOf(tensor: HostTensor): HostTensor {
  return { ...tensor, data: tensor.data.slice() };
}

/** The centers of the cells. A discriminator of packs sees the same point `pac` times. */
function gridOf(pac: number): HostTensor {
  const at = (i: number) => ((2 * i + 1) / SIZE - 1) * EDGE;
  const data = Float32Array.from({ length: SIZE * SIZE * 2 * pac }, (_, i) => {
    const cell = Math.floor(i / (2 * pac));
    return at(i % 2 === 0 ? cell % SIZE : Math.floor(cell / SIZE));
  });
  return { dtype: 'float32', dims: [SIZE * SIZE, 1, 1, 2 * pac], data };
}

/** Scores as numbers from 0 to 1 around their middle, since those of a critic have no zero. */
function surfaceOf(scores: Float32Array): Float32Array {
  const sorted = scores.toSorted();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const middle = at(0.5);
  const spread = Math.max(at(0.95) - at(0.05), 1e-6);
  return scores.map((score) => 1 / (1 + Math.exp((-4 * (score - middle)) / spread)));
}
