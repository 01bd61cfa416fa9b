/** The generators of all kernels that have a lowering. */
import type { Generators } from '../support/generator.ts';
import { arithmetic } from './arithmetic.ts';
import { arrangement } from './arrangement.ts';
import { elementwise } from './elementwise.ts';
import { images } from './images.ts';
import { indexing } from './indexing.ts';
import { linearAlgebra } from './linear-algebra.ts';
import { reductions } from './reduction.ts';
import { windowed } from './windows.ts';

export const generators: Generators = {
  ...arithmetic,
  ...arrangement,
  ...elementwise,
  ...images,
  ...indexing,
  ...linearAlgebra,
  ...reductions,
  ...windowed,
};
