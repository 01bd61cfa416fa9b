/** Sounds of one channel, [length, 1]: numbers in [-1, 1], `sampleRate` of them a second. */
import { limits, sizeProblem } from '../limits.ts';
import { soundSheet } from '../pictures/sound-sheet.ts';
import { encodeWav } from '../sounds/wav.ts';
import { sampleLength, type DataKind } from './kind.ts';

/** Samples a second, where nothing else is said. */
export const DEFAULT_RATE = 16_000;

/** Silence between the sounds of a file, in seconds. */
const GAP = 0.25;

/** Sounds one after the other, with silence between them. @param sounds [count, length] */
export function joinSounds(sounds: Float32Array, length: number, sampleRate: number): Float32Array {
  const step = length + Math.round(GAP * sampleRate);
  const joined = new Float32Array((sounds.length / length) * step);
  for (let i = 0; i < sounds.length / length; i++) {
    joined.set(sounds.subarray(i * length, (i + 1) * length), i * step);
  }
  return joined;
}

export const audio = {
  name: 'audio',
  noun: ['sound', 'sounds'],
  tensor: 'audio',
  setting: 'sample',
  describe([length = 0], { sampleRate = DEFAULT_RATE } = {}) {
    const [samples, rate] = [length, sampleRate].map((number) => number.toLocaleString('en-US'));
    return `${samples} samples, ${Number((length / sampleRate).toPrecision(2))} s at ${rate} Hz`;
  },
  problem(shape) {
    const [length = NaN, channels] = shape;
    if (shape.length !== 2 || channels !== 1) {
      return `must be a length and one channel (got ${shape.join(' × ')})`;
    }
    const problem = sizeProblem(length, limits.soundSamples);
    return problem === undefined ? undefined : `length: ${problem}`;
  },
  picture(batches, shape, columns = batches.length, names) {
    const length = sampleLength(shape);
    const count = batches[0]?.dims[0] ?? 0;
    const sounds = new Float32Array(count * batches.length * length);
    for (let i = 0; i < count; i++) {
      for (const [column, { data }] of batches.entries()) {
        const sound = (data as Float32Array).subarray(i * length, (i + 1) * length);
        sounds.set(sound, (i * batches.length + column) * length);
      }
    }
    return soundSheet(sounds, length, columns, names);
  },
  metadata: ({ sampleRate = DEFAULT_RATE }) => ({
    'ganport.kind': 'audio',
    'ganport.audio.rate': String(sampleRate),
  }),
  file: {
    extension: 'wav',
    encode: (batch, shape, { sampleRate = DEFAULT_RATE }) => {
      const sounds = joinSounds(batch.data as Float32Array, sampleLength(shape), sampleRate);
      return encodeWav(sounds, sampleRate);
    },
  },
} as const satisfies DataKind;
