/**
 * Shows that an ONNX file computes what its original computes: ONNX Runtime's CPU provider against
 * the original, at two sizes of each open dimension. Where they differ, the first layer that does is
 * found. check-parity.ts compares all runtimes of a machine instead.
 */
import { readModel, readModelFile, type Model } from '@ganport/graph';
import { multipleOf, readRegularFile } from '@ganport/graph/internal';
import type { HostTensor, Provider, Session, TensorMap } from '@ganport/runtime';
import { messageOf } from '@ganport/runtime/internal';
import { createSession, type NodeSessionOptions } from '@ganport/runtime/node';
import { compareTensors, numbersOf } from '../compare.ts';
import { drawInputs, openSizes } from '../draw-inputs.ts';
import { ParityError } from '../errors.ts';
import { launchProcess } from '../process/launch-process.ts';
import type { Reference } from '../reference.ts';
import { comparableScopes } from './layers.ts';
import { locateDifference, type LayerReport } from './locate.ts';
import { isRounding, mayBeRounding, MOVED_RUNS, withLastBitsChanged } from './rounding.ts';

export interface VerifyOptions {
  /**
   * Largest difference that passes, in relation to the numbers themselves: |Δ| / (max(|expected|,
   * root mean square of the output) + 0.001). 1e-3 when not given.
   */
  readonly tolerance?: number;
  /** Where the inputs' numbers come from; 1 when not given. */
  readonly seed?: number;
  /** Inputs that are not drawn. */
  readonly inputs?: TensorMap;
  /** What the file holds, where that is known already. */
  readonly model?: Model;
  /** What computes the file; a child process with limits of time and memory when not given. */
  readonly launch?: NonNullable<NodeSessionOptions['launch']>;
}

export interface OutputRow {
  readonly output: string;
  readonly maxAbs: number;
  readonly meanAbs: number;
  readonly relative: number;
  readonly cosine: number;
  /** Standard deviation of the original's numbers: agreement on constants shows nothing. */
  readonly spread: number;
  /**
   * How far the original's output moves at most, in relation to the numbers, when the last bits of its inputs
   * change; of outputs above the tolerance. `pass` says whether that explains the difference: over
   * the whole output and at each element, up to thirty times the tolerance.
   */
  readonly noise?: number;
  readonly pass: boolean;
  /** Why the output could not be compared. */
  readonly failed?: string;
}

/** One run of file and original. */
export interface VerifiedRun {
  /** The size of each input's axes. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly outputs: readonly OutputRow[];
  readonly pass: boolean;
}

export interface Verification extends Partial<LayerReport> {
  readonly tolerance: number;
  readonly seed: number;
  readonly runs: readonly VerifiedRun[];
  readonly pass: boolean;
}

const DEFAULT_TOLERANCE = 1e-3;

/**
 * Compares a file with its original on inputs that the file accepts. Outputs are matched by name,
 * or by order where the names differ. Outputs above the tolerance pass where the original's own move as much
 * when the last bits of its inputs change. With an original that has layers, a difference comes with the
 * table of its layers and the first that differs.
 *
 * @param file the path of an ONNX file, or its bytes
 * @param reference the original: `layersModelReference(model)`, `graphModelReference(fn, tf)`, or any function of named tensors
 * @throws GraphError for a file that cannot be read; RuntimeError where ONNX Runtime does not
 * compute it; ParityError as drawInputs; what the original throws
 * @example
 * const file = (await exportModel(model)).bytes();
 * const { pass, offender } = await verifyModel(file, layersModelReference(model));
 * if (!pass) throw new Error(`the first layer that differs is ${offender?.scope}`);
 */
export async function verifyModel(
  file: Uint8Array | string,
  reference: Reference,
  options: VerifyOptions = {},
): Promise<Verification> {
  const { tolerance = DEFAULT_TOLERANCE, seed = 1, inputs: given = {} } = options;
  const { launch = (provider: Provider) => launchProcess(provider) } = options;
  const model = options.model ?? (await modelOf(file));
  const open = (source: Uint8Array | string) =>
    createSession(source, { providers: ['cpu'], launch });
  const drawn = sizesToVerify(model).map((sizes) => drawInputs(model, { seed, sizes, given }));
  const runs = await compareRuns(open(file), reference, distinct(drawn), tolerance);
  const failed = runs.findIndex(({ pass }) => !pass);
  const report = { tolerance, seed, runs, pass: failed < 0 };
  if (failed < 0 || !reference.layers) return report;
  // In range: there is a run for each drawn set of inputs.
  const inputs = distinct(drawn)[failed] as TensorMap;
  const { graph } = model;
  const values = await reference.layers(inputs, comparableScopes(graph));
  const bytes = typeof file === 'string' ? await readRegularFile(file) : file;
  const located = await locateDifference({ bytes, graph }, values, inputs, { tolerance, open });
  return { ...report, ...located };
}

function modelOf(file: Uint8Array | string): Promise<Model> | Model {
  return typeof file === 'string' ? readModelFile(file) : readModel(file);
}

/**
 * Two sizes for each open dimension, among them a batch of one. Sides are those that the exporter
 * has recorded a graph at, or near them; no two dimensions have the same second size, so that one
 * that is taken for another shows.
 */
function sizesToVerify(model: Model): readonly Readonly<Record<string, number>>[] {
  const open = [...openSizes(model)].map(([name, axis], i) => {
    const multiple = multipleOf(model, name) ?? 1;
    const up = (size: number) => Math.ceil(size / multiple) * multiple;
    const first = axis === 0 ? up(1) : up(64);
    const second = axis === 0 ? first + multiple : first + multiple * (i + 1);
    return { name, first, second };
  });
  return [
    Object.fromEntries(open.map(({ name, first }) => [name, first])),
    Object.fromEntries(open.map(({ name, second }) => [name, second])),
  ];
}

/** Without the second where it has the shapes of the first. */
function distinct(drawn: readonly TensorMap[]): readonly TensorMap[] {
  const shapes = drawn.map((inputs) => JSON.stringify(shapesOf(inputs)));
  return drawn.filter((_, i) => shapes.indexOf(shapes[i] ?? '') === i);
}

function shapesOf(inputs: TensorMap): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(inputs).map(([name, { dims }]) => [name, dims]));
}

/** Disposes the session. @param opening computes the first original while the session opens */
async function compareRuns(
  opening: Promise<Session>,
  reference: Reference,
  drawn: readonly TensorMap[],
  tolerance: number,
): Promise<VerifiedRun[]> {
  const compute = async (inputs: TensorMap) => reference(inputs);
  const runs: VerifiedRun[] = [];
  try {
    for (const inputs of drawn) {
      // The other process computes meanwhile. What is wrong with the file comes before the original's error.
      const running = opening.then((session) => session.run(inputs));
      const [ran, computed] = await Promise.allSettled([running, compute(inputs)]);
      const pairs = matched(valueOf(ran), valueOf(computed));
      const strict = pairs.map((pair) => rowOf(pair, tolerance));
      const outputs = await withNoise(strict, pairs, tolerance, async (run) => {
        const moved = await compute(withLastBitsChanged(inputs, run));
        return matched(valueOf(ran), moved).map(({ expected }) => expected);
      });
      const pass = outputs.every((row) => row.pass);
      runs.push({ shapes: shapesOf(inputs), outputs, pass });
    }
    return runs;
  } finally {
    await opening.then((session) => session.dispose());
  }
}

function valueOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

interface Pair {
  readonly output: string;
  readonly actual: TensorMap[string];
  readonly expected: TensorMap[string];
}

/** @throws ParityError `not-comparable` when the two have other numbers of outputs */
function matched(actual: TensorMap, expected: TensorMap): Pair[] {
  const [own, wanted] = [Object.keys(actual), Object.keys(expected)];
  if (own.length !== wanted.length) {
    const message = `the file has the outputs ${own.join(', ')}, the original ${wanted.join(', ')}; compare it with the model it was made from`;
    throw new ParityError('not-comparable', message);
  }
  const isNamed = own.every((name) => Object.hasOwn(expected, name));
  return own.map((output, i) => ({
    output,
    // In range: as many as there are outputs.
    actual: actual[output] as Pair['actual'],
    expected: expected[isNamed ? output : (wanted[i] ?? '')] as Pair['expected'],
  }));
}

function rowOf({ output, actual, expected }: Pair, tolerance: number): OutputRow {
  const spread = standardDeviation(numbersOf(expected));
  try {
    const { maxAbs, meanAbs, relative, cosine } = compareTensors(actual, expected);
    return { output, maxAbs, meanAbs, relative, cosine, spread, pass: relative <= tolerance };
  } catch (thrown) {
    const none = { maxAbs: Infinity, meanAbs: Infinity, relative: Infinity, cosine: NaN };
    return { output, ...none, spread, pass: false, failed: messageOf(thrown) };
  }
}

/**
 * Judges the rows above the tolerance again, where rounding may explain all of them.
 *
 * @param compute the original's outputs with the last bits of its inputs changed
 */
async function withNoise(
  rows: readonly OutputRow[],
  pairs: readonly Pair[],
  tolerance: number,
  compute: (run: number) => Promise<readonly HostTensor[]>,
): Promise<readonly OutputRow[]> {
  const isClose = rows.every(({ relative }) => mayBeRounding(relative, tolerance));
  if (rows.every(({ pass }) => pass) || !isClose) return rows;
  const moved: (readonly HostTensor[])[] = [];
  for (let run = 0; run < MOVED_RUNS; run++) moved.push(await compute(run));
  return rows.map((row, i) => {
    // In range: a row is of a pair, and each run has as many outputs.
    const { actual, expected } = pairs[i] as Pair;
    const others = moved.map((outputs) => outputs[i] as HostTensor);
    const isSameShape = others.every(({ dims }) => dims.join() === expected.dims.join());
    if (row.pass || !isSameShape) return row;
    const noise = Math.max(...others.map((other) => compareTensors(other, expected).relative));
    return { ...row, noise, pass: isRounding(actual, expected, others, tolerance) };
  });
}

function standardDeviation(values: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  const mean = sum / values.length;
  for (let i = 0; i < values.length; i++) {
    const distance = (values[i] as number) - mean;
    squares += distance * distance;
  }
  return Math.sqrt(squares / values.length);
}
