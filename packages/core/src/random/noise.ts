/** The distributions of a generator's noise. */
import { fillNormal } from './normal.ts';
import type { RandomSource } from './random-source.ts';
import { fillUniform } from './uniform.ts';

interface Noise {
  /** The distribution as ONNX files name it in `ganport.distribution.noise`. */
  readonly metadata: string;
  readonly fill: (source: RandomSource, out: Float32Array) => void;
}

export const noises = {
  /** Mean 0, standard deviation 1. */
  normal: {
    metadata: 'normal 0 1',
    fill: (source, out) => fillNormal(source, out),
  },
  /** In [-1, 1). */
  uniform: {
    metadata: 'uniform -1 1',
    fill: (source, out) => fillUniform(source, out, -1, 1),
  },
} as const satisfies Record<string, Noise>;

export type NoiseName = keyof typeof noises;
