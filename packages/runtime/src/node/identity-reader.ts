/**
 * Copies WebGPU buffers to the host in Node by running `y = Identity(x)` with `y` on the host, because
 * a tensor's own getData() ends the process in onnxruntime-node 1.30. There is one tiny session for
 * each dtype and rank.
 */
import { encodeModel } from '../onnx-bytes.ts';
import { fromOrt, type Ort, type OrtSession } from '../ort.ts';
import { RuntimeError } from '../errors.ts';
import type { DeviceReader } from '../state/on-device.ts';
import { isElementType, type ElementType } from '../tensor.ts';

export function identityReader(ort: Ort): DeviceReader {
  const sessions = new Map<string, Promise<OrtSession>>();
  const sessionFor = (dtype: ElementType, rank: number): Promise<OrtSession> => {
    const key = `${dtype} ${rank}`;
    const opening =
      sessions.get(key) ??
      ort.InferenceSession.create(identityModel(dtype, rank), { executionProviders: ['webgpu'] });
    sessions.set(key, opening);
    return opening;
  };
  return {
    read: async (name, tensor) => {
      if (!isElementType(tensor.type)) {
        throw new RuntimeError('run-failed', `state ${name}: ${tensor.type} cannot be read`);
      }
      const session = await sessionFor(tensor.type, tensor.dims.length);
      const { y } = await session.run({ x: tensor });
      if (!y) throw new RuntimeError('run-failed', `state ${name}: was not read`);
      return fromOrt(name, y);
    },
    dispose: async () => {
      for (const session of sessions.values()) await (await session).release();
      sessions.clear();
    },
  };
}

function identityModel(dtype: ElementType, rank: number): Uint8Array {
  const dims = Array.from({ length: rank }, (_, axis) => `d${axis}`);
  return encodeModel({
    inputs: [{ name: 'x', dtype, dims }],
    outputs: [{ name: 'y', dtype, dims }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  });
}
