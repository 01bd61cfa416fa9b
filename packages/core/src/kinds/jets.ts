/**
 * Jets: detector images of transverse momentum, [rows, columns, 1]. Rows are the azimuth φ, columns the
 * pseudorapidity η. Values are at least 0, most are 0, and 1 stands for 100 GeV; they have no upper end.
 */
import { imageProblem } from '../limits.ts';
import { jetSheet } from '../pictures/jet-sheet.ts';
import { JET_SCALE } from '../pictures/jet-scale.ts';
import type { DataKind } from './kind.ts';

export const jets = {
  name: 'jets',
  noun: ['jet', 'jets'],
  tensor: 'jet',
  setting: 'sample',
  isUnbounded: true,
  describe: ([rows = 0, columns = 0]) => `${rows} × ${columns} pixels`,
  problem(shape) {
    const [rows = NaN, columns = NaN, channels = NaN] = shape;
    if (shape.length === 3 && channels === 1) return imageProblem([rows, columns, 1]);
    return `must be rows, columns and one channel (got ${shape.join(' × ')})`;
  },
  picture: jetSheet,
  metadata: () => ({ 'ganport.kind': 'jets', 'ganport.jets.scale': String(JET_SCALE) }),
} as const satisfies DataKind;
