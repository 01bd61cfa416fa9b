/** Fits a model to a provider of this machine: the search of graph/optimize with a bench. */
import { OnnxModel, readModel, type Model } from '@ganport/graph';
import { randomOperators } from '@ganport/graph/internal';
import { optimize, withSizes, type Optimized, type OptimizeOptions } from '@ganport/graph/optimize';
import type { TensorMap } from '@ganport/runtime';
import { repairForWebGpu } from '@ganport/runtime/internal';
import { compareTensors } from '../compare.ts';
import { openSizes } from '../draw-inputs.ts';
import { ParityError } from '../errors.ts';
import { onnxReference } from '../onnx-reference.ts';
import type { ProcessLimits } from '../process/limits.ts';
import { shareProcess } from '../process/share-process.ts';
import type { Reference } from '../reference.ts';
import { verifyModel } from '../verify/verify-model.ts';
import { modelBench } from './model-bench.ts';
import { openTarget, type TargetProvider } from './target.ts';

export interface OptimizeForOptions extends Omit<OptimizeOptions, 'bench'> {
  /** `cpu` and `cuda` are measured in Node, `wasm` and `webgpu` in headless Chromium. */
  readonly provider: TargetProvider;
  /** What open dimensions are measured at; a batch of 1 and sides of 64 where not given. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Whether `sizes` become the result's own: it then takes no others, and more forms fit its layers. */
  readonly fix?: boolean;
  /** Inputs that are not drawn. */
  readonly inputs?: TensorMap;
  /** Where the other inputs' numbers come from; 1 when not given. */
  readonly seed?: number;
  readonly threads?: number;
  /**
   * Largest difference from the original, in relation to the numbers, as of verifyModel; 1e-3 when not
   * given.
   */
  readonly tolerance?: number;
  /** On each process and page. */
  readonly limits?: ProcessLimits;
}

/** As verifyModel. */
const defaultTolerance = 1e-3;

/**
 * The model in the forms that are fastest with a provider of this machine. What it returns computes what
 * the original does: on the CPU provider at two sizes of each open dimension, and with the provider at
 * the size that was measured. It is the original where nothing is clearly faster; for WebGPU, with channels
 * of zeros where ONNX Runtime would misread them.
 *
 * @throws RuntimeError where the original does not run with the provider; ParityError as drawInputs,
 * `bad-argument` for the size of a dimension that is not open, and `not-comparable` for a model that
 * draws random numbers
 * @example
 * const model = await readModelFile('model.onnx');
 * const { model: fast, before, after } = await optimizeFor(model, { provider: 'wasm' });
 * await new OnnxModel(fast).save('fast.onnx');
 */
export async function optimizeFor(
  original: Model,
  options: OptimizeForOptions,
): Promise<Optimized> {
  const { provider, sizes = {}, inputs: given = {}, seed = 1, threads, limits = {} } = options;
  const { tolerance = defaultTolerance, fix = false } = options;
  checkDeterministic(original);
  checkSizes(original, sizes);
  const model = fix ? withSizes(original, sizes) : original;
  const launch = shareProcess(limits);
  const target = openTarget(provider, limits);
  const started = launch('cpu');
  try {
    const bench = modelBench(model, {
      target,
      launch,
      sizes: fix ? {} : sizes,
      given,
      seed,
      threads,
    });
    const bytesBefore = new OnnxModel(original).bytes();
    const reference = remembered(onnxReference(bytesBefore, model.graph, limits));
    const agrees = async (candidate: Model): Promise<boolean> => {
      const bytes = new OnnxModel(candidate).bytes();
      const verified = { tolerance, seed, inputs: given, launch };
      if (!(await verifyModel(bytes, reference, verified)).pass) return false;
      if (provider === 'cpu') return true;
      const [actual, expected] = [
        await target.run(bytes, bench.inputs),
        await reference(bench.inputs),
      ];
      return areClose(actual, expected, tolerance);
    };
    await target.start();
    const fitted = await optimize(model, { ...options, bench: { ...bench, agrees } });
    return provider === 'webgpu' ? repaired(fitted) : fitted;
  } finally {
    await Promise.all([started.close(), target.close()]);
  }
}

/** What WebGPU computes right in any session; the sessions of @ganport/runtime do this themselves. */
function repaired(fitted: Optimized): Optimized {
  const bytes = new OnnxModel(fitted.model).bytes();
  const right = repairForWebGpu(bytes);
  return right === bytes ? fitted : { ...fitted, model: readModel(right) };
}

function checkSizes(model: Model, sizes: Readonly<Record<string, number>>): void {
  const open = openSizes(model);
  const unknown = Object.keys(sizes).find((name) => !open.has(name));
  if (unknown === undefined) return;
  const names = [...open.keys()].join(', ') || 'none';
  const message = `size ${unknown}: the model has no such open size; it has ${names}`;
  throw new ParityError('bad-argument', message);
}

/** No comparison can repeat what is drawn. */
function checkDeterministic({ graph }: Model): void {
  const node = graph.nodes.find(({ op, domain }) => domain === '' && randomOperators.has(op));
  if (!node) return;
  const message = `${node.name}: ${node.op} draws random numbers, so that the result cannot be compared with the original`;
  throw new ParityError('not-comparable', message);
}

/**
 * The original, computed once for each size of its inputs: one seed draws them, so that equal sizes are
 * equal inputs. A difference need not be traced to its layer.
 */
function remembered(reference: Reference): (inputs: TensorMap) => Promise<TensorMap> {
  const known = new Map<string, Promise<TensorMap>>();
  return (inputs) => {
    const key = JSON.stringify(Object.entries(inputs).map(([name, { dims }]) => [name, dims]));
    const outputs = known.get(key) ?? Promise.resolve(reference(inputs));
    known.set(key, outputs);
    return outputs;
  };
}

function areClose(actual: TensorMap, expected: TensorMap, tolerance: number): boolean {
  return Object.entries(expected).every(([name, tensor]) => {
    const own = actual[name];
    return own !== undefined && compareTensors(own, tensor).relative <= tolerance;
  });
}
