/**
 * Variants that people bring: a JavaScript file whose default export is a variant, or a function
 * that makes one. Loading the file runs its code, so only a caller who names it does so: a run
 * folder that comes from somewhere else never runs code by itself.
 */
import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chain, defineVariant, layers, sequence, variantOf, type GanVariant } from '@ganport/core';
import { checkVariant } from '@ganport/core/internal';
import * as tf from '#tfjs';
import { LabError, messageOf } from '../errors.ts';
import { cannotWrite } from '../files/atomic-file.ts';
import { importDefault } from '../files/import-default.ts';

/** What a file that exports a function is given, so that it needs no imports. */
const toolkit = { tf, chain, defineVariant, layers, sequence };

export type VariantToolkit = typeof toolkit;

export interface NamedVariant {
  /** What config.json keeps: a variant's name, or the absolute path of its file. */
  readonly name: string;
  readonly variant: GanVariant;
}

/** Whether a variant is named as a file and not by its own name. */
export function isVariantFile(name: string): boolean {
  return /[\\/]|\.[cm]?js$/.test(name);
}

/**
 * Finds one of ganport's variants by name, or loads the file of another. The file's code runs.
 *
 * @param name `dcgan`, or the path of a `.mjs` or `.js` file
 * @throws CoreError 'bad-argument' for an unknown name, and for an export that is no variant;
 * LabError 'not-found' and 'bad-argument' for a file that is not there or does not load
 * @example
 * const { name, variant } = await loadVariant('./my-gan.mjs');
 * await train({ variant: name, steps: 1000 }, { out: 'runs/mine', variant });
 */
export async function loadVariant(name: string): Promise<NamedVariant> {
  if (!isVariantFile(name)) return { name, variant: variantOf(name) };
  const { path, exported } = await importDefault(name, 'defineVariant({ … })');
  const made = typeof exported === 'function' ? callToolkit(exported, name) : exported;
  return { name: path, variant: checkVariant(made, name) };
}

/**
 * The variant that a stored configuration names.
 *
 * @param variant for a run of a variant file: what `loadVariant` returned for it
 * @throws LabError 'bad-config' for a variant file without `variant`, since its code would have to
 * run
 */
export function storedVariant(config: unknown, variant?: GanVariant): GanVariant | undefined {
  const name: unknown = (config as Record<string, unknown> | null)?.['variant'];
  if (variant || typeof name !== 'string' || !isVariantFile(name)) return variant;
  const message = `the run's variant is the file ${name}, whose code runs only in 'ganport train'; name an ONNX file of the run instead, such as its generator.onnx`;
  throw new LabError('bad-config', message);
}

/**
 * Writes the template of a variant file.
 *
 * @throws LabError 'bad-argument' for a name that is no JavaScript module's, and for a file that
 * exists; 'cannot-write'
 * @example
 * await writeVariantTemplate('my-gan.mjs');
 */
export async function writeVariantTemplate(path: string): Promise<void> {
  if (!path.endsWith('.mjs')) {
    throw new LabError('bad-argument', `${path}: a variant is a module; name a file .mjs`);
  }
  const template = fileURLToPath(new URL('../../assets/my-gan.mjs', import.meta.url));
  try {
    await copyFile(template, path, constants.COPYFILE_EXCL);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new LabError('bad-argument', `${path}: exists already; choose another name`, { cause });
    }
    throw cannotWrite(path, cause);
  }
}

function callToolkit(exported: unknown, name: string): unknown {
  try {
    return (exported as (given: VariantToolkit) => unknown)(toolkit);
  } catch (cause) {
    const message = `${name}: its default export failed: ${messageOf(cause)}`;
    throw new LabError('bad-argument', message, { cause });
  }
}
