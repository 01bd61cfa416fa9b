/** How sounds of any rate and length become samples of one shape. */
import { DEFAULT_RATE } from '@ganport/core/internal';

export interface SoundOptions {
  /** Samples of a sound: longer ones are cut, shorter ones end in silence. 16,384 unless given. */
  readonly length?: number | undefined;
  /** Samples a second, to which sounds are resampled. 16,000 unless given. */
  readonly sampleRate?: number | undefined;
  /** The part of longer sounds: another one each time, or the first, which is the default. */
  readonly slice?: 'random' | 'first' | undefined;
  /** Whether the peak of each file is made the same; its own is kept unless asked for. */
  readonly loudness?: 'keep' | 'peak' | undefined;
}

/** The largest sample of a sound whose peak is set. */
const PEAK = 0.9;

/** A sound whose largest sample is 0.9. */
export function atPeak(samples: Float32Array): Float32Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return peak === 0 ? samples : samples.map((sample) => (sample * PEAK) / peak);
}

const DEFAULT_LENGTH = 16_384;

export function resolved({ length, sampleRate, slice }: SoundOptions = {}): {
  readonly length: number;
  readonly sampleRate: number;
  readonly slice: 'random' | 'first';
} {
  return {
    length: length ?? DEFAULT_LENGTH,
    sampleRate: sampleRate ?? DEFAULT_RATE,
    slice: slice ?? 'first',
  };
}
