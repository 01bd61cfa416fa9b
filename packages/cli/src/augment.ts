/** Draws a labelled set, with a bar while it does, and says what was thrown away. */
import {
  augment,
  type AugmentResult,
  type AugmentSettings,
  openConditionalGenerator,
} from '@ganport/lab';
import type { Provider } from '@ganport/runtime';
import { expandClasses } from './augment-classes.ts';
import { augmentModelOf } from './augment-model.ts';
import { interruptible } from './interrupt.ts';
import { note, status } from './terminal.ts';
import { placeFor } from './work-place.ts';
import { showWork, type WorkProgress } from './work-progress.ts';

export interface AugmentRequest extends Omit<AugmentSettings, 'classes'> {
  readonly model: string;
  /** `0-3,7`, or names. */
  readonly classes?: string;
  readonly providers?: readonly Provider[];
}

/** The shape of MNIST's images, whose classifier is the default as well. */
const MNIST = '28,28,1';

/**
 * @returns undefined when Ctrl-C stopped it; nothing is written then
 * @throws CliError, CoreError as augment, RuntimeError
 */
export async function drawLabelledSet(
  request: AugmentRequest,
): Promise<(AugmentResult & { readonly provider: Provider }) | undefined> {
  const { model, classes, providers, ...settings } = request;
  const { file, data: own } = await augmentModelOf(model);
  status('opening the generator …');
  const generator = await openConditionalGenerator(file, placeFor(providers));
  let progress: WorkProgress | undefined;
  const work = async (signal: AbortSignal) => {
    const names =
      classes === undefined ? generator.classes : expandClasses(classes, generator.classes);
    const data = settings.data ?? own ?? (generator.shape.join() === MNIST ? 'mnist' : undefined);
    const wanted = { ...settings, classes: names, ...(data !== undefined && { data }) };
    const onProgress = (taken: number, total: number): void => {
      progress ??= showWork(total, 'images');
      progress.at(taken);
    };
    try {
      const result = await augment(generator, wanted, { signal, onStage: status, onProgress });
      return { ...result, provider: generator.provider };
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  };
  try {
    return await interruptible(work, {
      onInterrupt: () => note('stopping, nothing is written (Ctrl-C again quits at once)'),
      onQuit: () => progress?.end(),
    });
  } finally {
    progress?.end();
    await generator.dispose();
  }
}
