/**
 * Sound effects of games, synthetic: jsfxr makes them of random parameters, each class with its own
 * ranges. The class of a sound is its label. A sound is made when it is first read.
 */
import type jsfxr from 'jsfxr';
import type { Dataset } from '@ganport/core';
import { keyed, fillUniform, toSixteenBits } from '@ganport/core/internal';
import { parseSpec } from './spec-settings.ts';
import { atPeak, resolved, type SoundOptions } from '../sounds/options.ts';
import { resample } from '../sounds/resample.ts';
import { soundDataset } from '../sounds/sound-dataset.ts';

/** The classes: jsfxr's presets that have a sound of their own. */
const CLASSES = [
  'pickupCoin',
  'laserShoot',
  'explosion',
  'powerUp',
  'hitHurt',
  'jump',
  'blipSelect',
] as const;

const MOST_SOUNDS = 100_000;
const USUAL_SOUNDS = 2000;
/** The rate at which they are made. */
const RATE = 22_050;

export interface SfxSet {
  readonly count: number;
  readonly seed: number;
}

/**
 * Parses `sfx` or `sfx:count=2000,seed=1`; undefined for the name of other data.
 *
 * @throws LabError 'bad-argument' with the known settings or values
 */
export function parseSfx(spec: string): SfxSet | undefined {
  const settings = parseSpec(spec, 'sfx', ['count', 'seed']);
  return (
    settings && {
      count: settings.whole('count', USUAL_SOUNDS, 1, MOST_SOUNDS),
      seed: settings.whole('seed', 1, 0, 2 ** 32 - 1),
    }
  );
}

type Jsfxr = typeof jsfxr;

/** Opens the sound effects. */
export async function loadSfx(set: SfxSet, options?: SoundOptions): Promise<Dataset> {
  const { default: effects } = await import('jsfxr');
  const { sampleRate } = resolved(options);
  const made: Int16Array[] = [];
  const labels = Int32Array.from({ length: set.count }, (_, i) => i % CLASSES.length);
  const description = {
    name: `sfx (synthetic sound effects, seed ${set.seed})`,
    size: set.count,
    labels,
    classes: CLASSES,
  };
  // Presets differ in loudness.
  const sound = (index: number) =>
    (made[index] ??= toSixteenBits(resample(atPeak(make(effects, set, index)), RATE, sampleRate)));
  return soundDataset(description, sound, options);
}

/** jsfxr draws by Math.random, which gives the numbers of (seed, index) meanwhile. */
function make({ sfxr, SoundEffect }: Jsfxr, { seed }: SfxSet, index: number): Float32Array {
  const own = Math.random;
  const block = new Float32Array(1024);
  let drawn = 0;
  Math.random = () => {
    const at = drawn % block.length;
    if (at === 0) fillUniform(keyed(seed, 'sfx', index, drawn / block.length), block);
    drawn++;
    return block[at] as number; // In range: at is below the length.
  };
  try {
    const parameters = sfxr.generate(CLASSES[index % CLASSES.length] ?? 'jump');
    Object.assign(parameters, { sample_rate: RATE, sample_size: 16, sound_vol: 0.25 });
    return Float32Array.from(new SoundEffect(parameters).getRawBuffer().normalized);
  } finally {
    Math.random = own;
  }
}
