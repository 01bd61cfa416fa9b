/**
 * The extractor of fields: the logarithms of the power of each wave number, so that evaluations compare power
 * spectra. It takes images of one channel; no file is needed.
 */
import { logSpectrum, waveNumbers } from '@ganport/core/metrics';
import { LabError } from '../errors.ts';
import { computedExtractor } from './computed.ts';
import type { Extractor } from './interface.ts';

/** Increased when the features of the same field change. */
const VERSION = 1;

/** What users name it, in place of a file. */
export const spectrumName = 'spectrum';

export function spectrumExtractor(): Extractor {
  return computedExtractor({
    name: spectrumName,
    identity: `power spectrum ${VERSION}`,
    width(shape) {
      const [height = 0, width = 0, channels] = shape;
      const numbers = waveNumbers(height, width);
      if (shape.length === 3 && channels === 1 && numbers >= 1) return numbers;
      const message = `${spectrumName}: is of images with one channel and at least two pixels a side, and these are ${shape.join(' × ')}; convert colors with --grayscale, or give another extractor`;
      throw new LabError('data-mismatch', message);
    },
    features: (field, [height = 0, width = 0]) => logSpectrum(field, height, width),
  });
}
