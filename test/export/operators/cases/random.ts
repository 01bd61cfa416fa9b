/** Random operators, whose draws are inputs of the graph. */
import { vector } from '../../../lowering/support/numbers.ts';
import { type } from '../../support/graph-def.ts';
import { known, one, real } from '../operator-case.ts';

const shape = known(vector([2, 3], 'int32'));
const dtype = type('FLOAT');

export const random = [
  one('RandomStandardNormal', [shape], { dtype }),
  one('RandomUniform', [shape], { dtype }),
  one('TruncatedNormal', [shape], { dtype, means: real(0), stddev: real(1) }),
];
