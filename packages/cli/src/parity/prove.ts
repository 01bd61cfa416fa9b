/** An ONNX model against the tfjs model it was made from, on the runtimes of this machine. */
import { type Model, readModelFile, type ValueInfo } from '@ganport/graph';
import {
  checkParity,
  drawInputs,
  parityCandidates,
  type ParityCandidate,
  type ParityReport,
  type ProcessLimits,
} from '@ganport/parity';
import type { Provider } from '@ganport/runtime';
import type { tf } from '../tfjs.ts';
import { CliError } from '../errors.ts';
import { status } from '../terminal.ts';
import type { InputFiles } from './input-option.ts';
import { readInputs } from './inputs.ts';
import { computeWithTfjs } from './tfjs-reference.ts';

export interface ParitySettings {
  /** Only these; every runtime when left out. */
  readonly providers?: readonly Provider[];
  /** Where the inputs' numbers come from. */
  readonly seed: number;
  /** Files of inputs that are not drawn. */
  readonly files?: InputFiles;
  /** Largest absolute difference that passes. */
  readonly tolerance: number;
  /** On each process and page. */
  readonly limits?: ProcessLimits;
}

export interface ParitySubject {
  /** For messages. */
  readonly name: string;
  readonly model: Model;
  /** What runtimes open: a path, or the model's bytes. */
  readonly source: Uint8Array | string;
  readonly reference: tf.LayersModel;
}

/** An ONNX file with its original. @throws GraphError 'file', 'bad-model' */
export async function subjectOf(file: string, reference: tf.LayersModel): Promise<ParitySubject> {
  return { name: file, model: await readModelFile(file), source: file, reference };
}

/** A report with the spread of the original's outputs: equal constants would show nothing. */
export interface Proof extends ParityReport {
  /** The least standard deviation of an output over all its elements. */
  readonly spread: number;
}

/**
 * Runs the same inputs through tfjs and through each runtime, one after the other.
 *
 * @throws CliError 'unsuitable-model' when model and reference are not of one network
 */
export async function proveParity(
  subject: ParitySubject,
  settings: ParitySettings,
): Promise<Proof> {
  const { name, model, source, reference } = subject;
  const { providers, seed, files, tolerance, limits } = settings;
  checkNames(name, 'inputs', model.graph.inputs, reference.inputNames);
  checkNames(name, 'outputs', model.graph.outputs, reference.outputNames);
  const candidates = parityCandidates(source, limits)
    .filter(({ provider }) => !providers || providers.some((known) => known === provider))
    .map((candidate): ParityCandidate => {
      const { runtime, provider } = candidate;
      const open = () => {
        status(`comparing ${name} on ${runtime} ${provider} …`);
        return candidate.open();
      };
      return { runtime, provider, open };
    });
  status(`computing ${name} on tfjs cpu …`);
  const inputs = drawInputs(model, { seed, given: await readInputs(model, files) });
  const expected = await computeWithTfjs(reference, inputs);
  const report = await checkParity({
    reference: () => expected,
    candidates,
    inputs,
    tolerance,
  });
  const spreads = Object.values(expected).map(({ data }) =>
    standardDeviation(data as Float32Array),
  );
  return { ...report, spread: Math.min(...spreads) };
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

function standardDeviation(values: ArrayLike<number>): number {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length);
}
