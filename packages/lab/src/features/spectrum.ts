/**
 * The extractor of fields: the logarithms of the power of each wave number, so that evaluations compare power
 * spectra. It takes images of one channel; no file is needed.
 */
import { createHash } from 'node:crypto';
import { sampleLength } from '@ganport/core/internal';
import { asFeatures, logSpectrum, waveNumbers } from '@ganport/core/metrics';
import { LabError } from '../errors.ts';
import type { Extractor } from './interface.ts';

/** Increased when the features of the same field change. */
const VERSION = 1;

/** What users name it, in place of a file. */
export const spectrumName = 'spectrum';

export function spectrumExtractor(): Extractor {
  return {
    name: spectrumName,
    sha256: createHash('sha256').update(`power spectrum ${VERSION}`).digest('hex'),
    classifies: false,
    metadata: {},
    async extract(samples, shape) {
      const [height = 0, width = 0, channels] = shape;
      if (shape.length !== 3 || channels !== 1 || waveNumbers(height, width) < 1) {
        const message = `${spectrumName}: is of images with one channel and at least two pixels a side, and these are ${shape.join(' × ')}; convert colors with --grayscale, or give another extractor`;
        throw new LabError('data-mismatch', message);
      }
      const length = sampleLength(shape);
      const numbers = waveNumbers(height, width);
      const data = new Float32Array((samples.length / length) * numbers);
      for (let i = 0; i < samples.length / length; i++) {
        const field = samples.subarray(i * length, (i + 1) * length);
        data.set(logSpectrum(field, height, width), i * numbers);
      }
      return { features: asFeatures(data, numbers) };
    },
    dispose: async () => {},
  };
}
