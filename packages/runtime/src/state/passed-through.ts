/**
 * State on providers where ONNX Runtime copies every input in and every output to the host: CUDA in
 * Node, and WebAssembly with its own heap. The outputs of one step are the feeds of the next.
 */
import { toOrt, type OrtTensor } from '../ort.ts';
import { nextName } from '../session.ts';
import { copyTensor } from '../tensor.ts';
import { hostReads, nextStates, type StateKeeping } from './keeper.ts';

export const passedThrough: StateKeeping = {
  sessionOptions: () => ({}),
  create: (ort, initial) => {
    const current = new Map<string, OrtTensor>();
    const write = (state: typeof initial) => {
      for (const [name, t] of Object.entries(state)) current.set(name, toOrt(ort, copyTensor(t)));
    };
    write(initial);
    return {
      feeds: () => Object.fromEntries(current),
      fetches: () => Object.fromEntries([...current.keys()].map((name) => [nextName(name), null])),
      advance: (results) => {
        for (const [name, tensor] of nextStates([...current.keys()], results)) {
          current.set(name, tensor);
        }
      },
      ...hostReads(() => current),
      write,
      dispose: async () => current.clear(),
    };
  },
};
