/**
 * A generator that draws images of a class that is asked for, from its ONNX file: inputs `noise` and
 * `label`, output `image`, and the names of the classes in the metadata.
 */
import { readModelFile, type Model, type ValueInfo } from '@ganport/export';
import type { HostTensor, Provider } from '@ganport/runtime';
import { createSession, type NodeSessionOptions } from '@ganport/runtime/node';
import * as z from 'zod';
import type { Shape } from '../../data/dataset.ts';
import { CoreError } from '../../errors.ts';
import { fillNormal } from '../../random/normal.ts';
import type { RandomSource } from '../../random/random-source.ts';

export interface ConditionalGenerator {
  /** For messages. */
  readonly path: string;
  readonly provider: Provider;
  readonly shape: Shape;
  /** Their names, by number. */
  readonly classes: readonly string[];
  /** `count` images of a class as [count, height, width, channels] in [-1, 1]. @throws RuntimeError */
  draw(label: number, count: number, noise: RandomSource): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/**
 * @throws CoreError 'data-mismatch' for a file that is no such generator; ExportError, RuntimeError
 */
export async function openConditionalGenerator(
  path: string,
  options: NodeSessionOptions = {},
): Promise<ConditionalGenerator> {
  const model = await readModelFile(path);
  const { inputs, outputs } = model.graph;
  const latent = latentOf(path, inputs);
  const shape = shapeOf(path, outputs);
  const classes = classesOf(path, model);
  const [min, max] = rangeOf(model);
  const session = await createSession(path, options);
  return {
    path,
    provider: session.provider,
    shape,
    classes,
    async draw(label, count, source) {
      const noise = new Float32Array(count * latent);
      fillNormal(source, noise);
      const feeds = {
        noise: { dtype: 'float32', dims: [count, latent], data: noise },
        label: { dtype: 'int32', dims: [count], data: new Int32Array(count).fill(label) },
      } as const;
      const { image } = (await session.run(feeds, ['image'])) as { image: HostTensor };
      const values = image.data as Float32Array;
      if (min === -1 && max === 1) return values;
      return values.map((value) => (2 * (value - min)) / (max - min) - 1);
    },
    dispose: () => session.dispose(),
  };
}

function latentOf(path: string, inputs: readonly ValueInfo[]): number {
  const [noise, label] = ['noise', 'label'].map((name) => inputs.find((one) => one.name === name));
  const latent = noise?.shape[1];
  const fits =
    inputs.length === 2 &&
    noise?.dtype === 'float32' &&
    noise.shape.length === 2 &&
    typeof noise.shape[0] === 'string' &&
    label?.dtype === 'int32' &&
    label.shape.length === 1;
  if (fits && typeof latent === 'number') return latent;
  const has = inputs.map(({ name, dtype, shape }) => `${name} ${dtype} [${shape.join(', ')}]`);
  const message = `${path}: has the inputs ${has.join(', ')}; a conditional generator has noise float32 [batch, latent] and label int32 [batch]`;
  throw new CoreError('data-mismatch', message);
}

function shapeOf(path: string, outputs: readonly ValueInfo[]): Shape {
  const [, height, width, channels] = outputs.find(({ name }) => name === 'image')?.shape ?? [];
  if (typeof height === 'number' && typeof width === 'number') {
    if (channels === 1 || channels === 3) return [height, width, channels];
  }
  const has = outputs.map(({ name, dtype, shape }) => `${name} ${dtype} [${shape.join(', ')}]`);
  const message = `${path}: has the outputs ${has.join(', ')}; a generator has image [batch, height, width, 1 or 3]`;
  throw new CoreError('data-mismatch', message);
}

const classNames = z.array(z.string().min(1)).min(1);

function classesOf(path: string, { metadata }: Model): readonly string[] {
  try {
    return classNames.parse(JSON.parse(metadata['ganport.classes'] ?? ''));
  } catch (cause) {
    const message = `${path}: does not name its classes (metadata ganport.classes, a JSON array of strings); export it with ganport`;
    throw new CoreError('data-mismatch', message, { cause });
  }
}

function rangeOf({ metadata }: Model): readonly [min: number, max: number] {
  const [min = NaN, max = NaN] = metadata['ganport.range.image']?.split(' ').map(Number) ?? [];
  return min < max ? [min, max] : [-1, 1];
}
