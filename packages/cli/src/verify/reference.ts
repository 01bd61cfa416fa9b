/**
 * The original of an export as a reference. tfjs's cpu backend decides. Convolutions take it seconds
 * where the wasm backend takes milliseconds, so that one is asked first: where it agrees with the
 * file, two programs of other hands have computed the same, and where it does not, the cpu backend
 * is asked again. wasm-kernels.ts adds the kernels that it lacks.
 */
import { createRequire } from 'node:module';
import type { Graph, Model } from '@ganport/graph';
import {
  type Reference,
  verifyModel,
  type Verification,
  type VerifyOptions,
} from '@ganport/parity';
import { status } from '../terminal.ts';
import { tf } from '../tfjs.ts';
import { completeWasmKernels } from './wasm-kernels.ts';

export interface ExportVerification extends Verification {
  /** tfjs's backend that computed the original. */
  readonly backend: 'cpu' | 'wasm';
}

/**
 * Compares a file with the model that it was made from.
 *
 * @param file its path or its bytes
 * @param model what it holds
 * @param reference the model on tfjs's current backend, as tfjsReference makes it
 * @throws as verifyModel
 */
export async function verifyExport(
  file: Uint8Array | string,
  model: Model,
  reference: Reference,
  settings: VerifyOptions,
): Promise<ExportVerification> {
  const options = { ...settings, model };
  if (hasConvolutions(model.graph)) {
    status('comparing the file with the model, on tfjs wasm …');
    // The backend starts while the other process opens the file.
    const ready = setWasm();
    const onWasm: Reference = async (inputs) => {
      await ready;
      return reference(inputs);
    };
    try {
      const quick = await verifyModel(file, onWasm, options);
      if (quick.pass) return { ...quick, backend: (await ready) ? 'wasm' : 'cpu' };
    } catch (thrown) {
      // What is wrong with the file or the inputs has a code; tfjs's errors have none.
      if (thrown instanceof Error && 'code' in thrown) throw thrown;
    } finally {
      await ready;
      await tf.setBackend('cpu');
    }
  }
  status('comparing the file with the model, on tfjs cpu …');
  return { ...(await verifyModel(file, reference, options)), backend: 'cpu' };
}

function hasConvolutions({ nodes }: Graph): boolean {
  return nodes.some(({ op }) => op.startsWith('Conv'));
}

/** Whether the backend is there: processors without SIMD have none that is faster, and compute on the cpu backend. */
async function setWasm(): Promise<boolean> {
  // An import would read the whole bundle for the names of its exports.
  const require = createRequire(import.meta.url);
  require('@tensorflow/tfjs-backend-wasm');
  completeWasmKernels();
  const isSet = await tf.setBackend('wasm').catch(() => false);
  if (!isSet) await tf.setBackend('cpu');
  return isSet;
}
