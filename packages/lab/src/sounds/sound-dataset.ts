/**
 * A data set of sounds in memory, of sixteen bits each. Longer sounds are cut as they are read, shorter
 * ones end in silence. The draws depend only on the seed, the step and the place in the batch.
 */
import type { Dataset } from '@ganport/core';
import { checkRead, fillUniform, fromSixteenBits, keyed } from '@ganport/core/internal';
import { resolved, type SoundOptions } from './options.ts';

/** Sounds by number, of any length, in sixteen bits. */
export type ReadSound = (index: number) => Int16Array;

export function soundDataset(
  description: Pick<Dataset, 'name' | 'size' | 'labels' | 'classes'>,
  sound: ReadSound,
  options?: SoundOptions,
): Dataset {
  const { length, slice } = resolved(options);
  const shape = [length, 1] as const;
  const dataset = { ...description, kind: 'audio', shape } as const;
  return {
    ...dataset,
    ...(slice === 'random' && { changes: 'unknown' }),
    async read(indices, out, draws) {
      checkRead(dataset, indices, out);
      out.fill(0);
      for (let i = 0; i < indices.length; i++) {
        const whole = sound(indices[i] as number); // In range: checkRead has looked.
        const room = Math.max(0, whole.length - length);
        const uniform = new Float32Array(1);
        if (draws && slice === 'random' && room > 0) {
          fillUniform(keyed(draws.seed, 'slice', draws.step, i), uniform);
        }
        const start = Math.min(room, Math.floor((uniform[0] ?? 0) * (room + 1)));
        out.set(fromSixteenBits(whole.subarray(start, start + length)), i * length);
      }
    },
  };
}
