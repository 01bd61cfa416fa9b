/**
 * State on Node's CPU provider: two buffers for each tensor, allocated once. A step reads one and
 * ONNX Runtime computes `x.next` into the other; then the two are swapped.
 */
import { toOrt, type OrtTensor } from '../ort.ts';
import { nextName } from '../session.ts';
import { copyTensor, zeros } from '../tensor.ts';
import { hostReads, type StateKeeping } from './keeper.ts';

export const twoBuffers: StateKeeping = {
  sessionOptions: () => ({}),
  create: (ort, initial) => {
    let current = new Map<string, OrtTensor>();
    let next = new Map<string, OrtTensor>();
    for (const [name, tensor] of Object.entries(initial)) {
      current.set(name, toOrt(ort, copyTensor(tensor)));
      next.set(name, toOrt(ort, zeros(tensor.dtype, tensor.dims)));
    }
    return {
      feeds: () => Object.fromEntries(current),
      fetches: () => Object.fromEntries([...next].map(([name, t]) => [nextName(name), t])),
      advance: () => {
        [current, next] = [next, current];
      },
      ...hostReads(() => current),
      write: (state) => {
        for (const [name, tensor] of Object.entries(state)) {
          current.set(name, toOrt(ort, copyTensor(tensor)));
        }
      },
      dispose: async () => {
        current.clear();
        next.clear();
      },
    };
  },
};
