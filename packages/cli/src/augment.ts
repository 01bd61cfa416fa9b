/** Draws a labeled set with a progress bar. */
import {
  augment,
  type AugmentResult,
  type AugmentSettings,
  openConditionalGenerator,
} from '@ganport/lab';
import type { Provider } from '@ganport/runtime';
import { expandClasses } from './arguments.ts';
import { interruptible } from './interrupt.ts';
import { openNamedModel } from './named-model.ts';
import { showWork, type WorkProgress } from './progress/work.ts';
import { note, status } from './terminal.ts';
import { untrusted, type UntrustedOptions } from './untrusted.ts';

export interface AugmentRequest extends Omit<AugmentSettings, 'classes'>, UntrustedOptions {
  /** A run folder or an ONNX file. */
  readonly model: string;
  /** `0-3,7`, or names. */
  readonly classes?: string;
}

/** The shape of MNIST's images: for these, MNIST is the default data. */
const MNIST = '28,28,1';

/**
 * @returns undefined when Ctrl-C stopped it; nothing is written then
 * @throws LabError as openModel, openConditionalGenerator and augment; RuntimeError
 */
export async function drawLabeledSet(
  request: AugmentRequest,
): Promise<(AugmentResult & { readonly provider: Provider }) | undefined> {
  const { model: path, classes, providers, threads, timeLimit, memoryLimit, ...settings } = request;
  status('opening the generator …');
  const model = await openNamedModel(path);
  const session = await untrusted({ providers, threads, timeLimit, memoryLimit });
  const generator = await openConditionalGenerator(model, session);
  const mnist = generator.shape.join() === MNIST ? 'mnist' : undefined;
  const data = settings.data ?? model.run?.plan.config.data ?? mnist;
  const names =
    classes === undefined ? generator.classes : expandClasses(classes, generator.classes);
  let progress: WorkProgress | undefined;
  const onProgress = (taken: number, total: number): void => {
    progress ??= showWork(total, 'images');
    progress.update(taken);
  };
  const work = async (signal: AbortSignal) => {
    try {
      const wanted = { ...settings, classes: names, ...(data !== undefined && { data }) };
      const hooks = { signal, onStage: status, onProgress, session };
      const result = await augment(generator, wanted, hooks);
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
