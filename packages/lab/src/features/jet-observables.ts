/**
 * The extractor of jets where none is given: their features are four observables, so that FID and the other
 * metrics of features compare physics (the Fréchet physics distance of Kansal et al. 2023).
 */
import { jetObservables, JET_SCALE } from '@ganport/core/internal';
import { computedExtractor, featuresOf, inUnits } from './computed.ts';
import type { Extractor } from './interface.ts';

/** Increased when the observables of the same pixels change. */
const VERSION = 1;

/** The columns of the features: masses and momenta in GeV. */
export const jetColumns = [
  inUnits('mass', 100),
  inUnits('pt', 100),
  inUnits('tau21', 1),
  inUnits('pixels', 100),
];

export const observablesName = 'jet observables';

/** Mass and transverse momentum in 100 GeV, τ₂₁, and pixels above 0 in hundreds. */
export function observablesExtractor(): Extractor {
  return computedExtractor({
    name: observablesName,
    identity: `${observablesName} ${VERSION}`,
    width: () => jetColumns.length,
    features(jet, [rows = 0, columns = 0]) {
      const momenta = jet.map((value) => value * JET_SCALE);
      return featuresOf(jetColumns, jetObservables(momenta, [rows, columns]));
    },
  });
}
