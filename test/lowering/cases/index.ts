/** All cases, by family. */
import type { LoweringCase } from '../support/lowering-case.ts';
import { convolutionCases } from './convolution.ts';

export const families: Readonly<Record<string, readonly LoweringCase[]>> = {
  convolution: convolutionCases,
};
