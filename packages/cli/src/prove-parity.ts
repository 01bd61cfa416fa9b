/** An ONNX file against the tfjs model it was made from, on every runtime that was asked for. */
import { readModelFile, type ValueInfo } from '@ganport/export';
import {
  checkParity,
  type ParityCandidate,
  type ParityReport,
  type Provider,
} from '@ganport/runtime';
import { parityCandidates } from '@ganport/runtime/node';
import type { tf } from './tfjs.ts';
import { CliError } from './errors.ts';
import { drawInputs } from './model-inputs.ts';
import { status } from './terminal.ts';
import { computeWithTfjs } from './tfjs-reference.ts';

export interface ParityRequest {
  /** The ONNX file. */
  readonly file: string;
  readonly reference: tf.LayersModel;
  /** Only these; every runtime when left out. */
  readonly providers?: readonly Provider[];
  /** Where the inputs' numbers come from. */
  readonly seed: number;
  /** Largest absolute difference that passes. */
  readonly tolerance: number;
}

/**
 * Runs the same inputs through tfjs and through each runtime, one after the other.
 *
 * @throws ExportError 'file', 'bad-model'; CliError 'unsuitable-model' when file and reference are
 * not of one model
 */
export async function proveParity(request: ParityRequest): Promise<ParityReport> {
  const { file, reference, providers, seed, tolerance } = request;
  const model = await readModelFile(file);
  checkNames(file, 'inputs', model.graph.inputs, reference.inputNames);
  checkNames(file, 'outputs', model.graph.outputs, reference.outputNames);
  const candidates = parityCandidates(file)
    .filter(({ provider }) => !providers || providers.some((name) => name === provider))
    .map((candidate): ParityCandidate => {
      const { runtime, provider } = candidate;
      const open = () => {
        status(`comparing ${runtime} ${provider} …`);
        return candidate.open();
      };
      return { runtime, provider, open };
    });
  status('computing the original on tfjs cpu …');
  return checkParity({
    reference: (inputs) => computeWithTfjs(reference, inputs),
    candidates,
    inputs: drawInputs(model, seed),
    tolerance,
  });
}

function checkNames(
  file: string,
  what: string,
  inFile: readonly ValueInfo[],
  inReference: readonly string[],
): void {
  const names = inFile.map(({ name }) => name);
  if (names.toSorted().join() === inReference.toSorted().join()) return;
  const message = `${file} has the ${what} ${names.join(', ')}, the reference ${inReference.join(', ')}; compare it with the model it was made from`;
  throw new CliError('unsuitable-model', message);
}
