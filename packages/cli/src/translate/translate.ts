/**
 * Translates images one after the other. An image that fails is reported, and the next ones are
 * done.
 */
import { basename, dirname } from 'node:path';
import type { Pixels } from '@ganport/core';
import { prefetch } from '@ganport/core/internal';
import {
  encodeImage,
  type ImageModel,
  type OpenedModel,
  openImageModel,
  readImage,
  sideBySide,
  translateImage,
  type TranslateOptions,
} from '@ganport/lab';
import { makeFolder, writeFileAtomic } from '@ganport/lab/internal';
import type { Provider } from '@ganport/runtime';
import { interruptible } from '../interrupt.ts';
import { status } from '../terminal.ts';
import type { TranslateInput } from './inputs.ts';
import { untrusted, type UntrustedOptions } from '../untrusted.ts';
import { showWork, type WorkProgress } from '../progress/work.ts';

export interface TranslateRequest extends Omit<TranslateOptions, 'onTile'>, UntrustedOptions {
  readonly model: OpenedModel;
  readonly inputs: readonly TranslateInput[];
  /** Results show the input on their left. */
  readonly beside: boolean;
  /** The most bytes of an image file, and of the work of decoding it. */
  readonly maxBytes?: number;
}

export interface TranslateResult {
  readonly done: number;
  readonly failed: number;
  readonly provider: Provider;
}

/**
 * Ctrl-C stops after the current tile; finished images stay.
 *
 * @throws LabError as openImageModel; 'bad-argument', 'cannot-write' where every image would fail
 */
export async function translate(request: TranslateRequest): Promise<TranslateResult> {
  const { model: opened, inputs, providers, timeLimit, memoryLimit } = request;
  status('opening the model …');
  const session = await untrusted({ providers, timeLimit, memoryLimit });
  const model = await openImageModel(opened, session);
  const progress = showWork(inputs.length, 'images');
  try {
    const counts = await interruptible((signal) => translateAll(model, request, progress, signal), {
      onInterrupt: () => progress.line('stopping after this tile (Ctrl-C again quits at once)'),
      onQuit: () => progress.end(),
    });
    return { ...counts, provider: model.provider };
  } finally {
    progress.end();
    await model.dispose();
  }
}

async function translateAll(
  model: ImageModel,
  request: TranslateRequest,
  progress: WorkProgress,
  signal: AbortSignal,
) {
  const { inputs, maxBytes } = request;
  // The next image is decoded while one is translated.
  const load = (i: number) => readImage(inputs[i]?.path ?? '', { alpha: 'keep', maxBytes });
  const images = prefetch(load, { first: 0, end: inputs.length, ahead: 1 });
  let [done, failed] = [0, 0];
  for (const [i, input] of inputs.entries()) {
    const name = basename(input.path);
    progress.update(i, name);
    const onTile = (tile: number, total: number): void => {
      if (tile < total) progress.update(i + tile / total, `${name}, tile ${tile} of ${total}`);
    };
    try {
      await translateOne(model, await images.next(), input, { ...request, onTile, signal });
      done++;
    } catch (error) {
      if (signal.aborted) break;
      if (!isOfOneImage(error)) throw error;
      failed++;
      const { message } = error;
      progress.line(`ganport: ${message.includes(input.path) ? '' : `${input.path}: `}${message}`);
    }
  }
  return { done, failed };
}

async function translateOne(
  model: ImageModel,
  image: Pixels,
  { out, format }: TranslateInput,
  options: TranslateRequest & TranslateOptions,
): Promise<void> {
  const result = await translateImage(model, image, options);
  const shown = options.beside ? await sideBySide(image, result) : result;
  await makeFolder(dirname(out));
  await writeFileAtomic(out, [await encodeImage(shown, format)]);
}

/** Whether the next image may succeed: it cannot when an option is wrong or the disk is full. */
function isOfOneImage(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return ['not-found', 'corrupt-file', 'data-mismatch', 'run-failed'].includes(String(error.code));
}
