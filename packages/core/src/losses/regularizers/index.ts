/** The regularizers by name. A new one is a file in this folder and a line here. */
import { CoreError } from '../../errors.ts';
import { dragan } from './dragan.ts';
import { gradientPenalty } from './gradient-penalty.ts';
import { r1 } from './r1.ts';
import type { Regularizer } from './regularizer.ts';

export const regularizers = { gp: gradientPenalty, r1, dragan } as const satisfies Record<
  string,
  Regularizer
>;

export type RegularizerName = keyof typeof regularizers;

export const regularizerNames = Object.keys(regularizers) as RegularizerName[];

/** The regularizer of a name. @throws CoreError 'bad-argument' for an unknown name */
export function regularizerOf(name: string): Regularizer {
  const known = regularizerNames.find((candidate) => candidate === name);
  if (known) return regularizers[known];
  throw new CoreError(
    'bad-argument',
    `regularizer: there is no '${name}'; choose one of ${regularizerNames.join(', ')}`,
  );
}
