/** What says how sure one may be that a generated image shows its class. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readModelFile } from '@ganport/export';
import type { HostTensor } from '@ganport/runtime';
import { createSession, type NodeSessionOptions } from '@ganport/runtime/node';
import type { Shape } from '../../data/dataset.ts';
import { CoreError } from '../../errors.ts';

export interface Classifier {
  /** For messages. */
  readonly name: string;
  /**
   * The probability of each class for each image.
   *
   * @param images [count, height, width, channels] in [-1, 1]
   * @returns [count, classes]
   */
  probabilities(images: Float32Array, count: number): Promise<Float32Array>;
}

/** The classifier of MNIST that comes with ganport. */
const shipped = fileURLToPath(new URL('../../../assets/mnist-classifier.onnx', import.meta.url));
const mnistShape = '28,28,1';

/**
 * Opens an ONNX file with the input `image` [batch, height, width, channels] and the output `logits`
 * [batch, classes].
 *
 * @param path without one, the classifier of MNIST that comes with ganport
 * @param shape of the images that it will see
 * @throws CoreError 'not-found' when there is no file or none for such images, 'data-mismatch' for
 * another model; ExportError, RuntimeError
 */
export async function openClassifier(
  path: string | undefined,
  shape: Shape,
  options: NodeSessionOptions = {},
): Promise<Classifier & { dispose(): Promise<void> }> {
  const file = path ?? defaultFor(shape);
  const { graph } = await readModelFile(file);
  const input = graph.inputs.find(({ name }) => name === 'image');
  const output = graph.outputs.find(({ name }) => name === 'logits');
  const takes = input?.shape
    .slice(1)
    .map((size, i) => (typeof size === 'string' ? shape[i] : size));
  if (!output || graph.inputs.length !== 1 || takes?.join() !== shape.join()) {
    const has = `${names(graph.inputs)} → ${names(graph.outputs)}`;
    const message = `${file}: is ${has}; a classifier of these images is image [batch, ${shape.join(', ')}] → logits`;
    throw new CoreError('data-mismatch', message);
  }
  const session = await createSession(file, options);
  return {
    name: file,
    async probabilities(images, count) {
      const image = { dtype: 'float32', dims: [count, ...shape], data: images } as const;
      const { logits } = (await session.run({ image }, ['logits'])) as { logits: HostTensor };
      return softmax(logits.data as Float32Array, count);
    },
    dispose: () => session.dispose(),
  };
}

function names(values: readonly { name: string; shape: readonly (number | string)[] }[]): string {
  return values.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
}

function defaultFor(shape: Shape): string {
  if (shape.join() !== mnistShape) {
    const message = `no classifier of images of ${shape.join(' × ')} comes with ganport; give one, or ask for no confidence (0)`;
    throw new CoreError('not-found', message);
  }
  if (!existsSync(shipped)) {
    const message = `${shipped}: the classifier of MNIST is missing; install ganport again, give another classifier, or ask for no confidence (0)`;
    throw new CoreError('not-found', message);
  }
  return shipped;
}

/** Row by row, [count, classes]. */
export function softmax(logits: Float32Array, count: number): Float32Array {
  const classes = logits.length / count;
  const result = new Float32Array(logits.length);
  for (let i = 0; i < count; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const highest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = row.map((logit) => Math.exp(logit - highest));
    const total = powers.reduce((a, b) => a + b, 0);
    result.set(
      powers.map((power) => power / total),
      i * classes,
    );
  }
  return result;
}
