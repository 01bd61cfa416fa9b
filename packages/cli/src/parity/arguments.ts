/** What `ganport parity` compares: a file with its original, or the networks of every variant. */
import { join } from 'node:path';
import { GraphError, type Model, readModelFile } from '@ganport/graph';
import { constantInputsOf, readRegularFile } from '@ganport/graph/internal';
import { onnxReference, type ProcessLimits } from '@ganport/parity';
import { CliError } from '../errors.ts';
import { openOriginal, type Original } from '../named-model.ts';
import { namesOf } from '../tfjs-reference.ts';
import { checkNames, originalIn, type ParitySubject } from './prove.ts';

interface Given {
  readonly variants: boolean;
  readonly layers: boolean;
  readonly file?: string;
  readonly reference?: string;
  readonly network?: string;
  readonly server?: string;
  readonly bundle?: string;
}

interface FileAndOriginal {
  readonly file: string;
  readonly reference: string;
  readonly network?: string;
}

/** @throws CliError 'bad-argument' when it is neither a file with its original nor the variants */
export function subjectFor(given: Given): FileAndOriginal | 'variants' {
  const { variants, layers, file, network, server, bundle } = given;
  // A server may be compared with the very file that it serves.
  const reference = given.reference ?? (server === undefined ? undefined : file);
  if (variants) {
    const others = [file, given.reference, network, server, bundle];
    if (others.every((one) => one === undefined) && !layers) return 'variants';
    throw bad(
      '--variants: compares its own networks; leave out the file, its reference, --layers and --bundle',
    );
  }
  if (file === undefined)
    throw bad('nothing to compare: give a file and --reference, or --variants');
  if (reference === undefined && !file.endsWith('.onnx')) {
    throw bad(
      `${file}: is no ONNX file; a run's file is compared by: ganport parity ${join(file, 'generator.onnx')} --reference ${file}`,
    );
  }
  if (reference === undefined) {
    throw bad(
      `${file}: compare it with its original; give --reference <run, model.json or file.onnx>`,
    );
  }
  return { file, reference, ...(network !== undefined && { network }) };
}

/**
 * The file with the model that it was made from, or with another file. Of a run with several networks
 * it is the one that `network` names, else the one that has the name of the file's graph.
 *
 * @throws as openOriginal and onnxReference, and GraphError 'file', 'bad-model'
 */
export async function originalOf(
  asked: FileAndOriginal,
  limits: ProcessLimits,
): Promise<ParitySubject> {
  const { file, reference, network } = asked;
  const model = await readModelFile(file);
  const subject = { name: file, model, source: file };
  if (reference.endsWith('.onnx'))
    return { ...subject, ...(await otherFile(reference, model, limits)) };
  const { model: original } = await (network === undefined
    ? openNamed(reference, model.graph.name)
    : openOriginal(reference, network));
  const { inputNames, outputNames } = namesOf(original);
  const constants = constantInputsOf(model);
  const open = inputNames.filter((name) => !Object.hasOwn(constants, name));
  checkNames(file, 'inputs', model.graph.inputs, open);
  checkNames(file, 'outputs', model.graph.outputs, outputNames);
  return { ...subject, ...originalIn(model, original) };
}

async function otherFile(
  path: string,
  { graph }: Model,
  limits: ProcessLimits,
): Promise<Pick<ParitySubject, 'original' | 'reference'>> {
  const bytes = await readRegularFile(path).catch((cause: Error) => {
    throw new GraphError('file', `${path} could not be read: ${cause.message}`, { cause });
  });
  return { original: path, reference: onnxReference(bytes, graph, limits) };
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
