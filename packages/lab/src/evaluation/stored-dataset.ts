/** A data set in memory, of samples as files hold them. */
import type { Dataset } from '@ganport/core';
import { checkRead, sampleLength } from '@ganport/core/internal';
import { kindsInLab } from '../kinds/index.ts';
import type { Stored } from '../kinds/kind-in-lab.ts';

/** @param stored [size, …shape] */
export function storedDataset(description: Omit<Dataset, 'read'>, stored: Stored): Dataset {
  const length = sampleLength(description.shape);
  const { fromStored } = kindsInLab[description.kind ?? 'images'];
  return {
    ...description,
    async read(indices, out) {
      checkRead(description, indices, out);
      for (let i = 0; i < indices.length; i++) {
        const from = (indices[i] as number) * length; // In range: checkRead has looked.
        out.set(fromStored(stored.subarray(from, from + length)), i * length);
      }
    },
  };
}
