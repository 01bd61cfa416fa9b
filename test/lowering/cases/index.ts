/** All cases, by family. */
import type { LoweringCase } from '../support/lowering-case.ts';
import { convolutionCases } from './convolution.ts';
import { elementwiseCases } from './elementwise.ts';
import { matMulCases } from './matmul.ts';
import { normalisationCases } from './normalisation.ts';
import { reductionCases } from './reduction.ts';
import { shapeCases } from './shape.ts';

export const families: Readonly<Record<string, readonly LoweringCase[]>> = {
  convolution: convolutionCases,
  elementwise: elementwiseCases,
  matMul: matMulCases,
  normalisation: normalisationCases,
  reduction: reductionCases,
  shape: shapeCases,
};
