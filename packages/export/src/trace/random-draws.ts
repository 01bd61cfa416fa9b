/**
 * Detects tfjs's random draws while tracing. randomUniform, randomNormal and truncatedNormal are not
 * kernels: they draw in JavaScript, and a naive trace would make one draw a constant. tfjs takes the seed
 * of each draw from Math.random. The trace provides a known seed there, replays the draw, fits its
 * distribution and makes the draw an input of the graph. A draw with an explicit seed is the same each
 * time in tfjs, so it stays a constant.
 */
import { engine } from '#tfjs-core';
import seedrandom from 'seedrandom';
import type { Value } from '@ganport/graph';
import { at } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';

export type Distribution =
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | {
      readonly kind: 'normal' | 'truncatedNormal';
      readonly mean: number;
      /** Standard deviation. A truncated normal has no values beyond two of them. */
      readonly stddev: number;
    }
  /** Dropout's mask: `value` with this probability, otherwise 0. */
  | { readonly kind: 'mask'; readonly probability: number; readonly value: number };

/** A graph input that takes fresh random numbers of `distribution` each time the graph runs. */
export interface RandomInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly distribution: Distribution;
  /** How many blocks of samples it has along the first axis; 0 where it is of no samples. */
  readonly blocks?: number;
}

/** The sequences that tfjs's generators draw from a seed, with standard parameters. */
const standardDraws: Readonly<Record<string, (seed: number) => () => number>> = {
  randomUniform: (seed) => seedrandom.alea(String(seed)),
  randomNormal: (seed) => polarNormals(seed, false),
  truncatedNormal: (seed) => polarNormals(seed, true),
};

/** Marsaglia's polar method, as in tfjs's MPRandGauss. It makes numbers in pairs. */
function polarNormals(seed: number, truncated: boolean): () => number {
  const random = seedrandom.alea(String(seed));
  const waiting: number[] = [];
  const valid = (x: number) => !truncated || Math.abs(x) <= 2;
  return () => {
    const next = waiting.shift();
    if (next !== undefined) return next;
    for (;;) {
      const u = 2 * random() - 1;
      const v = 2 * random() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      if (!valid(u * factor)) continue;
      if (valid(v * factor)) waiting.push(v * factor);
      return u * factor;
    }
  };
}

/** Enough draws to determine offset and scale despite float32's rounding. */
const replayed = 64;

/** offset and scale with values = offset + scale · standard draws, or undefined if they do not fit. */
function fitDraws(
  values: Float32Array,
  next: () => number,
): { offset: number; scale: number } | undefined {
  const count = Math.min(values.length, replayed);
  const draws = Array.from({ length: count }, next);
  const low = draws.indexOf(Math.min(...draws));
  const high = draws.indexOf(Math.max(...draws));
  const span = at(draws, high) - at(draws, low);
  // A single number does not determine a scale, so the standard scale is assumed.
  const scale = count > 1 ? tidyNumber((at(values, high) - at(values, low)) / span) : 1;
  const offset = tidyNumber(at(values, low) - scale * at(draws, low));
  const tolerance = 1e-5 * (Math.abs(offset) + Math.abs(scale) + 1e-30);
  const fits = draws.every(
    (draw, i) => Math.abs(offset + scale * draw - at(values, i)) <= tolerance,
  );
  return fits ? { offset, scale } : undefined;
}

/** The shortest number within float32's rounding, which is the one in the source. */
function tidyNumber(x: number): number {
  if (Math.abs(x) < 1e-6) return 0;
  for (let digits = 1; digits < 8; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.abs(short - x) <= 2e-6 * Math.abs(x)) return short;
  }
  return x;
}

/** Detects draws while a body runs, and replaces each by the value that `onDraw` returns. */
export class DrawDetector {
  /** The seed provided last, until a draw has used it. */
  #seed: number | undefined;
  #planted = 0;
  readonly #onDraw: (shape: readonly number[], distribution: Distribution) => Value;

  constructor(onDraw: (shape: readonly number[], distribution: Distribution) => Value) {
    this.#onDraw = onDraw;
  }

  run<T>(body: () => T): T {
    const random = Math.random;
    // Seeds differ from draw to draw: draws with equal seeds would be equal.
    Math.random = () => (this.#seed = fraction(++this.#planted * 0.6180339887498949));
    try {
      return body();
    } finally {
      Math.random = random;
    }
  }

  /** Called for each tensor made from JavaScript numbers. Returns a value if it is a draw. */
  see(values: Float32Array, shape: readonly number[]): Value | undefined {
    const seed = this.#seed;
    const op = engine().state.activeScope?.name.replace(/__op$/, '');
    const start = op === undefined ? undefined : standardDraws[op];
    if (seed === undefined || !start || op === undefined) return undefined;
    this.#seed = undefined;
    const fit = fitDraws(values, start(seed));
    if (!fit) return undefined;
    if (values.length === 1 && fit.offset !== 0) {
      throw new ExportError(
        'bad-argument',
        `tf.${op} of a single number with other than standard parameters cannot be traced; ` +
          'draw a standard number and scale it',
      );
    }
    const { offset, scale } = fit;
    return this.#onDraw(
      shape,
      op === 'randomUniform'
        ? { kind: 'uniform', min: offset, max: tidyNumber(offset + scale) }
        : {
            kind: op === 'randomNormal' ? 'normal' : 'truncatedNormal',
            mean: offset,
            stddev: scale,
          },
    );
  }
}

const fraction = (x: number) => x - Math.floor(x);
