/**
 * One copy of tfjs-core. A model and ganport must share it: copies share one global engine, but each
 * has kernels, gradients and classes of its own, and which of them runs depends on the order of imports.
 */
import { env, Tensor, serialization } from '#tfjs-core';
import { ExportError } from './errors.ts';

/**
 * Each copy of tfjs-core sets the platform and registers its flags anew in the shared environment. The
 * bundle of @tensorflow/tfjs registers flags too, without being a copy. The registry is private to tfjs;
 * where it is not to be found, later copies are not noticed.
 */
function marksOfLastCopy(): readonly unknown[] {
  const { flagRegistry } = env() as unknown as {
    readonly flagRegistry?: Readonly<Record<string, unknown>>;
  };
  return [env().platform, flagRegistry?.['DEBUG']];
}

const ownMarks = marksOfLastCopy();

function isLastCopy(): boolean {
  return marksOfLastCopy().some((mark, i) => mark === ownMarks[i]);
}

/**
 * @param made a tensor that tfjs's engine, which belongs to the copy loaded first, has just made
 * @throws ExportError 'duplicate-tfjs' when another copy of tfjs-core was loaded before or after ganport's
 */
export function checkOneTfjs(made: Tensor): void {
  if (made.constructor !== Tensor || !isLastCopy()) throw duplicateTfjs();
}

/** @throws ExportError 'duplicate-tfjs' for a model whose classes come from another copy of tfjs-core */
export function checkSameTfjs(model: object): void {
  const isOfTfjs = 'getClassName' in model;
  if (isOfTfjs && !(model instanceof serialization.Serializable)) throw duplicateTfjs();
}

function duplicateTfjs(): ExportError {
  return new ExportError(
    'duplicate-tfjs',
    'two copies of @tensorflow/tfjs-core are loaded, and a model and ganport must share one: ' +
      '`npm ls @tensorflow/tfjs-core` lists them, `npm dedupe` or one version for all makes them one',
  );
}
