/** A run that was stopped and resumed, beside one that was not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeedHere } from './here.ts';

/**
 * Trains two steps, then two more, into the folder `halves`.
 *
 * @param args of the command that trained four steps into `whole`, with samples every second step
 * @param samples the extensions of the files of samples
 * @returns the files of the last step that are not, bit for bit, those of `whole`
 */
export async function changedByResuming(
  folder: string,
  args: readonly string[],
  samples: readonly string[],
): Promise<string[]> {
  const halves = [...args, '--out', 'halves', '--sample-every', '2'];
  await succeedHere(folder, [...halves, '--steps', '2']);
  await succeedHere(folder, [...halves, '--steps', '4', '--resume']);
  const files = [
    join('checkpoint', 'step-000004.safetensors'),
    ...samples.map((extension) => join('samples', `step-000004.${extension}`)),
    'generator.onnx',
  ];
  const bytes = (run: string, file: string) => readFileSync(join(folder, run, file));
  return files.filter((file) => !bytes('halves', file).equals(bytes('whole', file)));
}
