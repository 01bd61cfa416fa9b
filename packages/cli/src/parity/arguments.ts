/** What `ganport parity` compares: a file with its original, or the networks of every variant. */
import { readModelFile } from '@ganport/graph';
import { CliError } from '../errors.ts';
import { openOriginal, type Original } from '../named-model.ts';
import type { ParitySubject } from './prove.ts';

interface Given {
  readonly variants: boolean;
  readonly file?: string;
  readonly reference?: string;
  readonly network?: string;
}

interface FileAndOriginal {
  readonly file: string;
  readonly reference: string;
  readonly network?: string;
}

/** @throws CliError 'bad-argument' when it is neither a file with its original nor the variants */
export function subjectFor(given: Given): FileAndOriginal | 'variants' {
  const { variants, file, reference, network } = given;
  if (variants) {
    if (file === undefined && reference === undefined && network === undefined) return 'variants';
    throw bad('--variants: compares its own networks; leave out the file and its reference');
  }
  if (file === undefined)
    throw bad('nothing to compare: give a file and --reference, or --variants');
  if (reference === undefined) {
    throw bad(`${file}: compare it with its original; give --reference <run or model.json>`);
  }
  return { file, reference, ...(network !== undefined && { network }) };
}

/**
 * The file with the model that it was made from. Of a run with several networks it is the one that
 * `network` names, else the one that has the name of the file's graph.
 *
 * @throws as openOriginal, and GraphError 'file', 'bad-model'
 */
export async function originalOf(asked: FileAndOriginal): Promise<ParitySubject> {
  const { file, reference, network } = asked;
  const model = await readModelFile(file);
  const { model: original } = await (network === undefined
    ? openNamed(reference, model.graph.name)
    : openOriginal(reference, network));
  return { name: file, model, source: file, reference: original };
}

/**
 * A graph whose name is no network's may have been renamed or come from a model.json: then the
 * first.
 */
async function openNamed(reference: string, name: string): Promise<Original> {
  try {
    return await openOriginal(reference, name);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'bad-argument') {
      return openOriginal(reference);
    }
    throw thrown;
  }
}

function bad(message: string): CliError {
  return new CliError('bad-argument', message);
}
