/**
 * The extractor of jets where none is given: their features are four observables, so that FID and the other
 * metrics of features compare physics (the Fréchet physics distance of Kansal et al. 2023).
 */
import { createHash } from 'node:crypto';
import { jetObservables, JET_SCALE, sampleLength } from '@ganport/core/internal';
import { asFeatures } from '@ganport/core/metrics';
import type { Extractor } from './interface.ts';

/** Increased when the observables of the same pixels change. */
const VERSION = 1;

/**
 * The columns of the features, with the unit of a feature of 1 and of the observable, so that all are of order
 * 1.
 */
export const observableColumns = [
  { name: 'mass', unit: 100 },
  { name: 'pt', unit: 100 },
  { name: 'tau21', unit: 1 },
  { name: 'pixels', unit: 100 },
] as const;

export const observablesName = 'jet observables';

/** Mass and transverse momentum in 100 GeV, τ₂₁, and pixels above 0 in hundreds. */
export function observablesExtractor(): Extractor {
  return {
    name: observablesName,
    sha256: createHash('sha256').update(`${observablesName} ${VERSION}`).digest('hex'),
    classifies: false,
    metadata: {},
    async extract(samples, [rows = 0, columns = 0, channels = 0]) {
      const length = sampleLength([rows, columns, channels]);
      const count = samples.length / length;
      const data = new Float32Array(count * observableColumns.length);
      for (let i = 0; i < count; i++) {
        const jet = samples.subarray(i * length, (i + 1) * length);
        const observables = jetObservables(
          jet.map((value) => value * JET_SCALE),
          [rows, columns],
        );
        data.set(
          observableColumns.map(({ name, unit }) => observables[name] / unit),
          i * observableColumns.length,
        );
      }
      return { features: asFeatures(data, observableColumns.length) };
    },
    dispose: async () => {},
  };
}
