/** Sounds of one channel, as they come out of a generator: each as a waveform and a spectrogram. */
import { drawSound, SOUND_HEIGHT, SOUND_WIDTH } from '@ganport/core/internal';
import type { HostTensor } from '@ganport/runtime';
import { unsuitable } from '../models/ends.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { SampleKind } from '../models/sample-kind.ts';
import type { Picture } from '../pictures/picture.ts';

/** What Web Audio plays everywhere. */
const rates = { least: 3000, most: 192_000 } as const;
const USUAL_RATE = 16_000;

/** Kind of samples: sounds. */
export const audio: SampleKind = {
  facts: (metadata) => {
    const rate = Number(metadata['ganport.audio.rate'] ?? USUAL_RATE);
    if (rate >= rates.least && rate <= rates.most) return { rate };
    throw unsuitable(
      `a page plays ${rates.least} to ${rates.most} samples a second; ganport.audio.rate of this model is ${metadata['ganport.audio.rate']}`,
    );
  },
  read: (output, spec) =>
    toSounds(output, spec).map((sound) => ({ picture: soundPicture(sound), sound })),
};

/** A minute at 16,000 samples a second. */
const MOST_SAMPLES = 2 ** 20;

/**
 * The sounds of a batch [batch, length, 1], [batch, 1, length] or [batch, length], in [-1, 1].
 *
 * @throws WebError 'unsuitable-model' for any other shape
 */
function toSounds(
  { data, dims }: HostTensor,
  { range, output }: NoiseSpec,
): Float32Array<ArrayBuffer>[] {
  const [count = 0, ...sizes] = dims;
  const length = Math.max(...sizes);
  const isOneChannel = sizes.reduce((product, size) => product * size, 1) === length;
  if (!(data instanceof Float32Array) || !isOneChannel || !(length <= MOST_SAMPLES)) {
    throw unsuitable(
      `sounds are float32[batch, length, 1] of at most ${MOST_SAMPLES} samples; this model's output ${output} is [${dims.join(', ')}]`,
    );
  }
  const [min, max] = range;
  const scale = 2 / (max - min);
  const offset = -1 - min * scale;
  return Array.from({ length: count }, (_, i) =>
    data.slice(i * length, (i + 1) * length).map((value) => value * scale + offset),
  );
}

/** The picture of a sound. */
function soundPicture(sound: Float32Array): Picture {
  const levels = drawSound(sound);
  const rgba = new Uint8ClampedArray(4 * SOUND_WIDTH * SOUND_HEIGHT).fill(255);
  for (let i = 0; i < levels.length; i++) {
    rgba[i + Math.floor(i / 3)] = ((levels[i] as number) + 1) * 127.5; // In range.
  }
  return { width: SOUND_WIDTH, height: SOUND_HEIGHT, rgba };
}
