/** All cases, by family. */
import type { LoweringCase } from '../support/lowering-case.ts';
import { arrangementCases } from './arrangement.ts';
import { complexCases } from './complex.ts';
import { convolution3dCases } from './convolution-3d.ts';
import { convolutionCases } from './convolution.ts';
import { depthwiseCases } from './depthwise.ts';
import { elementwiseCases } from './elementwise.ts';
import { imageCases } from './image.ts';
import { indexingCases } from './indexing.ts';
import { matMulCases } from './matmul.ts';
import { normalizationCases } from './normalization.ts';
import { poolingCases } from './pooling.ts';
import { reductionCases } from './reduction.ts';
import { shapeCases } from './shape.ts';

export const families: Readonly<Record<string, readonly LoweringCase[]>> = {
  arrangement: arrangementCases,
  'complex numbers': complexCases,
  convolution: convolutionCases,
  'convolution of volumes': convolution3dCases,
  depthwise: depthwiseCases,
  elementwise: elementwiseCases,
  image: imageCases,
  indexing: indexingCases,
  matMul: matMulCases,
  normalization: normalizationCases,
  pooling: poolingCases,
  reduction: reductionCases,
  shape: shapeCases,
};
