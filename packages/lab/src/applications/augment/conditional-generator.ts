/** A generator that draws images of a given class and knows the names of its classes. */
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { LabError } from '../../errors.ts';
import { kindOfModel } from '../../models/model-metadata.ts';
import type { OpenedModel } from '../../models/open-model.ts';
import type { ImageShape } from '@ganport/core';
import { dataKinds } from '@ganport/core/internal';
import { openNoiseGenerator, type NoiseGenerator } from '../generate/noise-generator.ts';

export interface ConditionalGenerator extends NoiseGenerator {
  /** The names of its classes, by number. */
  readonly classes: readonly string[];
  /** Height, width and channels of its images. */
  readonly shape: ImageShape;
}

/**
 * Opens a generator with an input for the class of each image.
 *
 * @throws LabError 'data-mismatch' for a model of another kind or one that names no classes;
 * RuntimeError when no provider runs it
 * @example
 * const generator = await openConditionalGenerator(await openModel('runs/labeled'));
 * console.log(generator.classes); // ['0', '1', …, '9']
 */
export async function openConditionalGenerator(
  opened: OpenedModel,
  options: NodeSessionOptions = {},
): Promise<ConditionalGenerator> {
  const { path, model } = opened;
  const kind = kindOfModel(model);
  if (kind !== 'images') {
    const message = `${path}: makes ${dataKinds[kind].noun[1]}, and labeled sets are of images; draw them with ganport generate`;
    throw new LabError('data-mismatch', message);
  }
  if (!model.graph.inputs.some(({ dtype, shape }) => dtype === 'int32' && shape.length === 1)) {
    const has = model.graph.inputs.map(
      ({ name, dtype, shape }) => `${name} ${dtype} [${shape.join(', ')}]`,
    );
    const message = `${path}: has the inputs ${has.join(', ')}; a conditional generator has noise float32 [batch, latent] and label int32 [batch]`;
    throw new LabError('data-mismatch', message);
  }
  const generator = await openNoiseGenerator(opened, options);
  const { classes, shape } = generator;
  if (classes) return { ...generator, classes, shape: shape as ImageShape };
  await generator.dispose();
  const message = `${path}: names no classes (metadata ganport.classes, a JSON array of strings); export it with ganport`;
  throw new LabError('data-mismatch', message);
}
