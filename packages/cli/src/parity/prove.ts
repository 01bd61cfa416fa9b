/** An ONNX model against the tfjs model it was made from, on the runtimes of this machine. */
import { type Model, readModelFile, type ValueInfo } from '@ganport/graph';
import {
  checkLayers,
  checkParity,
  comparableScopes,
  drawInputs,
  fitReference,
  parityCandidates,
  type ComputedOutputs,
  type ParityCandidate,
  type ParityReport,
  type ProcessLimits,
  type Reference,
  type RuntimeLayers,
} from '@ganport/parity';
import type { ParityBundle } from '@ganport/parity/bundle';
import { readRegularFile } from '@ganport/graph/internal';
import { CliError } from '../errors.ts';
import { status } from '../terminal.ts';
import { type TfjsModel, tfjsReference } from '../tfjs-reference.ts';
import type { InputFiles } from './input-option.ts';
import { readInputs } from './inputs.ts';
import { serverCandidate } from './server.ts';

/** What `--providers` names: execution providers, and Python, whose own CPU provider is meant. */
export type Place = 'cpu' | 'cuda' | 'webgpu' | 'wasm' | 'python';

export interface ParitySettings {
  /** Only these, each wherever it is; every runtime when left out. */
  readonly providers?: readonly Place[];
  /** Where the inputs' numbers come from. */
  readonly seed: number;
  /** Files of inputs that are not drawn. */
  readonly files?: InputFiles;
  /** Largest absolute difference of the outputs that passes. */
  readonly tolerance: number;
  /** With it, layers are compared too: their largest difference in relation to their numbers. */
  readonly layerTolerance?: number;
  /** On each process and page. */
  readonly limits?: ProcessLimits;
  /** The model's address on a server, which is one runtime more. */
  readonly server?: string;
  /** Receives what was compared, for those who keep it. */
  readonly onCompared?: (compared: Compared) => Promise<void>;
}

/** What was compared: the inputs, the original's outputs, and those of each runtime. */
export type Compared = Pick<ParityBundle, 'inputs' | 'outputs' | 'runtimes'>;

export interface ParitySubject {
  /** For messages. */
  readonly name: string;
  readonly model: Model;
  /** What runtimes open: a path, or the model's bytes. */
  readonly source: Uint8Array | string;
  /** For people: what the reference is. */
  readonly original: string;
  readonly reference: Reference;
}

/** An ONNX file with its original. @throws GraphError 'file', 'bad-model' */
export async function subjectOf(file: string, reference: TfjsModel): Promise<ParitySubject> {
  const model = await readModelFile(file);
  return { name: file, model, source: file, ...originalIn(model, reference) };
}

/** A tfjs model as the original of a file. */
export function originalIn(
  file: Model,
  model: TfjsModel,
): Pick<ParitySubject, 'original' | 'reference'> {
  return { original: 'tfjs cpu', reference: fitReference(file, tfjsReference(model)) };
}

/** A report with the spread of the original's outputs: equal constants would show nothing. */
export interface Proof extends ParityReport {
  /** The least standard deviation of an output over all its elements. */
  readonly spread: number;
  /** What the runtimes were compared with. */
  readonly original: string;
  /** Layer by layer, where that was asked for. */
  readonly layers?: readonly RuntimeLayers[];
}

/**
 * Runs the same inputs through the original and through each runtime, one after the other.
 *
 * @throws CliError 'unsuitable-model' when layers are asked for and the original has none; as
 * drawInputs, and what the original throws
 */
export async function proveParity(
  subject: ParitySubject,
  settings: ParitySettings,
): Promise<Proof> {
  const { name, model, source, original, reference } = subject;
  const { providers, seed, files, tolerance, limits, server, onCompared } = settings;
  const shown = ({ runtime, provider, open }: ParityCandidate): ParityCandidate => {
    const opened = () => {
      status(`comparing ${name} on ${runtime} ${provider} …`);
      return open();
    };
    return { runtime, provider, open: opened };
  };
  const candidates = (file: Uint8Array | string) =>
    parityCandidates(file, limits)
      .filter((candidate) => !providers || providers.some((place) => place === placeOf(candidate)))
      .map(shown);
  status(`computing ${name} on ${original} …`);
  const inputs = drawInputs(model, { seed, given: await readInputs(model, files) });
  const expected = await reference(inputs);
  const runtimes: ComputedOutputs[] = [];
  const report = await checkParity({
    reference: () => expected,
    candidates: [
      ...candidates(source),
      ...(server === undefined ? [] : [shown(serverCandidate(server, limits))]),
    ],
    inputs,
    tolerance,
    onOutputs: onCompared && ((computed) => runtimes.push(computed)),
  });
  await onCompared?.({ inputs, outputs: expected, runtimes });
  const spreads = Object.values(expected).map(({ data }) =>
    standardDeviation(data as Float32Array),
  );
  const proof = { ...report, original, spread: Math.min(...spreads) };
  const { layerTolerance } = settings;
  if (layerTolerance === undefined) return proof;
  if (!reference.layers) {
    throw new CliError('unsuitable-model', `${name}: ${original} has no layers to compare`);
  }
  const bytes = typeof source === 'string' ? await readRegularFile(source) : source;
  const layers = await checkLayers({
    file: { bytes, graph: model.graph },
    values: await reference.layers(inputs, comparableScopes(model.graph)),
    inputs,
    tolerance: layerTolerance,
    candidates,
  });
  return { ...proof, layers };
}

function placeOf({ runtime, provider }: ParityCandidate): string {
  return runtime === 'python' ? runtime : provider;
}

/** @throws CliError 'unsuitable-model' when a file and a reference are not of one network */
export function checkNames(
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
