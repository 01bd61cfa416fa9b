/**
 * Volumes: detector images of deposited energy, [rows, columns, layers, 1]. Layers follow each other in the
 * direction of the beam. Values are at least 0, most are 0, in the unit of their data; they have no upper end.
 */
import { limits, sizeProblem } from '../limits.ts';
import { volumeSheet } from '../pictures/volume-sheet.ts';
import { sampleLength, type DataKind } from './kind.ts';

export const volumes = {
  name: 'volumes',
  noun: ['volume', 'volumes'],
  tensor: 'volume',
  setting: 'sample',
  isUnbounded: true,
  describe: (shape) => `${shape.slice(0, 3).join(' × ')} cells`,
  problem(shape) {
    if (shape.length !== 4 || shape[3] !== 1) {
      return `must be rows, columns, layers and one channel (got ${shape.join(' × ')})`;
    }
    for (const side of shape) {
      const wrong = sizeProblem(side, limits.volumeSide);
      if (wrong !== undefined) return `rows, columns and layers: each ${wrong}`;
    }
    if (sampleLength(shape) <= limits.volumeCells) return undefined;
    return `a volume of ${shape.slice(0, 3).join(' × ')} has more than ${limits.volumeCells} cells`;
  },
  picture: volumeSheet,
  metadata: () => ({ 'ganport.kind': 'volumes' }),
} as const satisfies DataKind;
