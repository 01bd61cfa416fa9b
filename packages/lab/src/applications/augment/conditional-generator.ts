/** A generator that draws images of a class that is asked for, and whose file names the classes. */
import { readModelFile } from '@ganport/graph';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { LabError } from '../../errors.ts';
import {
  isConditional,
  openSizedGenerator,
  type SizedGenerator,
} from '../generate/noise-generator.ts';
import { classNamesOf } from '../../models/model-metadata.ts';

export interface ConditionalGenerator extends SizedGenerator {
  /** Their names, by number. */
  readonly classes: readonly string[];
}

/** @throws LabError 'data-mismatch' for a file that is no such generator; GraphError, RuntimeError */
export async function openConditionalGenerator(
  path: string,
  options: NodeSessionOptions = {},
): Promise<ConditionalGenerator> {
  const model = await readModelFile(path);
  if (!isConditional(model)) {
    const has = model.graph.inputs.map(
      ({ name, dtype, shape }) => `${name} ${dtype} [${shape.join(', ')}]`,
    );
    const message = `${path}: has the inputs ${has.join(', ')}; a conditional generator has noise float32 [batch, latent] and label int32 [batch]`;
    throw new LabError('data-mismatch', message);
  }
  const classes = classNamesOf(model);
  if (!classes) {
    const message = `${path}: does not name its classes (metadata ganport.classes, a JSON array of strings); export it with ganport`;
    throw new LabError('data-mismatch', message);
  }
  return { ...(await openSizedGenerator({ path, model, source: path }, options)), classes };
}
