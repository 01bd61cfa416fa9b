/**
 * Layers that people bring for a model.json: a file whose default export is given `tf` and registers
 * classes. The file is a program; only a user who names it runs it.
 */
import { CliError } from './errors.ts';

/** The flag, for `option(...)`. */
export const customLayers = [
  '--custom-layers <file.mjs>',
  "registers the model's own layers: the file's default export is given tf. The file runs as a program",
] as const;

const example =
  '(tf) => { class Mine extends tf.layers.Layer { … } tf.serialization.registerClass(Mine); }';

/**
 * Runs the file and what it exports.
 *
 * @param file undefined registers nothing
 * @throws LabError as importDefault; CliError 'bad-argument' when the export is no function, or fails
 */
export async function registerCustomLayers(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const { importDefault } = await import('@ganport/lab/internal');
  const { tf } = await import('./tfjs.ts');
  const { exported } = await importDefault(file, example);
  if (typeof exported !== 'function') {
    const message = `${file}: its default export is ${typeof exported}; export default ${example}`;
    throw new CliError('bad-argument', message);
  }
  try {
    await (exported as (given: typeof tf) => unknown)(tf);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${file}: its default export failed: ${reason.split('\n')[0]}`;
    throw new CliError('bad-argument', message, { cause });
  }
}
