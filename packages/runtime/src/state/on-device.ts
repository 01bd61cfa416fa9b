/**
 * State on WebGPU: `x.next` stays in the GPU buffer that ONNX Runtime made for it, which is the
 * next step's feed; the buffer before it is freed. State is copied to the host only when it is read.
 */
import { toOrt, type Ort, type OrtTensor } from '../ort.ts';
import { nextName } from '../session.ts';
import { copyTensor, type HostTensor } from '../tensor.ts';
import { nextStates, type StateKeeping } from './keeper.ts';

/** Copies tensors from the device's memory to the host; Node and the browser do it differently. */
export interface DeviceReader {
  read(name: string, tensor: OrtTensor): Promise<HostTensor>;
  dispose(): Promise<void>;
}

/** A value is on the host until the first step after it was written. */
type Slot = { readonly host: HostTensor } | { readonly device: OrtTensor };

export function onDevice(createReader: (ort: Ort) => DeviceReader): StateKeeping {
  return {
    sessionOptions: (names) => ({
      preferredOutputLocation: Object.fromEntries(
        names.map((name) => [nextName(name), 'gpu-buffer'] as const),
      ),
    }),
    create: (ort, initial) => {
      const reader = createReader(ort);
      const slots = new Map<string, Slot>();
      const replace = (name: string, slot: Slot) => {
        const before = slots.get(name);
        slots.set(name, slot);
        if (before && 'device' in before) before.device.dispose();
      };
      const write = (state: typeof initial) => {
        for (const [name, t] of Object.entries(state)) replace(name, { host: copyTensor(t) });
      };
      write(initial);
      return {
        feeds: () =>
          Object.fromEntries(
            [...slots].map(([name, slot]) => [
              name,
              'device' in slot ? slot.device : toOrt(ort, slot.host),
            ]),
          ),
        fetches: () => Object.fromEntries([...slots.keys()].map((name) => [nextName(name), null])),
        advance: (results) => {
          for (const [name, device] of nextStates([...slots.keys()], results)) {
            replace(name, { device });
          }
        },
        peek: () => undefined,
        read: async (names) => {
          const state: Record<string, HostTensor> = {};
          // Reads are runs on the same device, which must not overlap.
          for (const [name, slot] of slots) {
            if (!names.includes(name)) continue;
            state[name] =
              'device' in slot ? await reader.read(name, slot.device) : copyTensor(slot.host);
          }
          return state;
        },
        write,
        dispose: async () => {
          for (const slot of slots.values()) if ('device' in slot) slot.device.dispose();
          slots.clear();
          await reader.dispose();
        },
      };
    },
  };
}
