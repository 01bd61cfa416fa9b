/** Draws a labelled set, with a bar while it does, and says what was thrown away. */
import {
  augment,
  openConditionalGenerator,
  type AugmentResult,
  type AugmentSettings,
} from '@ganport/core';
import type { Provider } from '@ganport/runtime';
import { expandClasses } from './augment-classes.ts';
import { augmentModelOf } from './augment-model.ts';
import { status } from './terminal.ts';
import { showWork, type WorkProgress } from './work-progress.ts';

export interface AugmentRequest extends Omit<AugmentSettings, 'classes'> {
  readonly model: string;
  /** `0-3,7`, or names. */
  readonly classes?: string;
  readonly providers?: readonly Provider[];
}

/** The shape of MNIST's images, whose classifier is the default as well. */
const MNIST = '28,28,1';

/** @throws CliError, CoreError as augment, RuntimeError */
export async function drawLabelledSet(
  request: AugmentRequest,
): Promise<AugmentResult & { readonly provider: Provider }> {
  const { model, classes, providers, ...settings } = request;
  const { file, data: own } = await augmentModelOf(model);
  status('opening the generator …');
  const generator = await openConditionalGenerator(file, {
    worker: true,
    ...(providers && { providers }),
  });
  let progress: WorkProgress | undefined;
  try {
    const names =
      classes === undefined ? generator.classes : expandClasses(classes, generator.classes);
    const data = settings.data ?? own ?? (generator.shape.join() === MNIST ? 'mnist' : undefined);
    const result = await augment(
      generator,
      { ...settings, classes: names, ...(data !== undefined && { data }) },
      {
        onStage: status,
        onProgress(taken, total) {
          progress ??= showWork(total, 'images');
          progress.at(taken);
        },
      },
    );
    return { ...result, provider: generator.provider };
  } finally {
    progress?.end();
    await generator.dispose();
  }
}
