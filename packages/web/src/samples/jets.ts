/** Jets, as they come out of a generator: the logarithm of each pixel's transverse momentum as a color. */
import { colorOf, JET_SCALE, jetLevel } from '@ganport/core/internal';
import type { HostTensor } from '@ganport/runtime';
import { unsuitable } from '../models/ends.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { SampleKind } from '../models/sample-kind.ts';
import type { Picture } from '../pictures/picture.ts';
import { imageBatch } from './images.ts';

/** Kind of samples: jets. */
export const jets: SampleKind = {
  facts: (metadata) => {
    const scale = Number(metadata['ganport.jets.scale'] ?? JET_SCALE);
    if (scale > 0 && Number.isFinite(scale)) return { scale };
    throw unsuitable(
      `ganport.jets.scale is a number of GeV above 0; that of this model is ${metadata['ganport.jets.scale']}`,
    );
  },
  read: (output, spec) => toJets(output, spec).map((picture) => ({ picture })),
};

/**
 * The pictures of a batch of jets with one channel, from 0.01 GeV (dark) to 100 GeV.
 *
 * @throws WebError 'unsuitable-model' for any other shape
 */
function toJets(tensor: HostTensor, spec: NoiseSpec): Picture[] {
  const { data, count, height, width } = imageBatch(tensor, spec, 'jets', [1]);
  const area = height * width;
  const { scale = JET_SCALE } = spec.samples;
  return Array.from({ length: count }, (_, n) => {
    const rgba = new Uint8ClampedArray(4 * area).fill(255);
    for (let pixel = 0; pixel < area; pixel++) {
      const color = colorOf(jetLevel((data[n * area + pixel] as number) * scale)); // In range.
      rgba.set(
        color.map((value) => 255 * value),
        4 * pixel,
      );
    }
    return { width, height, rgba };
  });
}
