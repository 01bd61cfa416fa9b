/**
 * A model in smaller numbers, with what that costs: ranges are found by running it, and the outputs of the
 * result are compared with its own.
 */
import { type Graph, type Model, OnnxModel } from '@ganport/graph';
import { quantize } from '@ganport/graph/precision';
import type { TensorMap } from '@ganport/runtime';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { CliError } from '../errors.ts';
import { status } from '../terminal.ts';
import { calibrate, rangesOf, type RunProbe } from './calibrate.ts';
import type { PrecisionRequest } from './flags.ts';
import { feedsFor, halve } from './halve.ts';
import { type Loss, lossesOf } from './loss.ts';
import { trialInputs } from './trial-inputs.ts';
import { runOnTrial } from './trial-session.ts';

export interface Converted {
  readonly model: OnnxModel;
  /** Nodes that stay in float32, by the reason; of a conversion to float16. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
  readonly losses: readonly Loss[];
  /** Of the float32 file. */
  readonly bytesBefore: number;
}

/** From this operator set on, a weight has a scale for each channel. */
const leastOpset = 13;

/**
 * Converts a float32 model.
 *
 * @param options of the sessions that run it
 * @throws CliError 'unsuitable-model' for an old operator set, and as trialInputs and halve; GraphError
 * when nothing can be quantized; RuntimeError when ONNX Runtime does not compute it
 */
export async function convertPrecision(
  { model }: OnnxModel,
  request: PrecisionRequest,
  options: NodeSessionOptions,
): Promise<Converted> {
  const opset = model.opsets[''] ?? 0;
  if (opset < leastOpset) {
    const message = `${model.graph.name}: is of opset ${opset}; smaller numbers need ${leastOpset}`;
    throw new CliError('unsuitable-model', message);
  }
  status('reading trial inputs …');
  const trial = await trialInputs(model, request.calibration);
  const runProbe: RunProbe = (of, graph) => {
    status('finding ranges …');
    return runOnTrial({ ...of, graph }, feedsFor(of, trial.calibration), options);
  };
  const { graph, kept } = await smaller(model, request, runProbe);
  const small = { ...model, graph, metadata: { ...model.metadata, ...described(request) } };
  status('measuring the loss …');
  const run = (of: Model, inputs: readonly TensorMap[]) =>
    runOnTrial(of, feedsFor(of, inputs), options);
  const expected = await run(model, trial.evaluation);
  const actual = await run(small, trial.evaluation);
  return {
    model: new OnnxModel(small),
    kept,
    losses: lossesOf(actual.outputs, expected.outputs),
    bytesBefore: expected.bytes,
  };
}

async function smaller(
  model: Model,
  request: PrecisionRequest,
  runProbe: RunProbe,
): Promise<{ readonly graph: Graph; readonly kept: Converted['kept'] }> {
  const { graph } = model;
  switch (request.kind) {
    case 'float16':
      return halve(model, request, (of) => rangesOf(of, runProbe));
    case 'static': {
      const ranges = await calibrate(model, request.method, runProbe);
      return { graph: quantize(graph, { mode: 'static', ranges }), kept: new Map() };
    }
    case 'weights':
    case 'dynamic':
    default:
      return { graph: quantize(graph, { mode: request.kind }), kept: new Map() };
  }
}

const described = ({ kind }: PrecisionRequest) => ({
  'ganport.precision': kind === 'float16' ? kind : `int8 ${kind}`,
});
