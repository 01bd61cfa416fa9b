/** The ranges of a model's values on calibration inputs: all of them, cut off at a percentile, or by entropy. */
import type { Graph, Model } from '@ganport/graph';
import {
  entropyRanges,
  joinHistograms,
  joinRanges,
  probeHistograms,
  type ProbeOptions,
  type ProbeOutputs,
  probeRanges,
  type Ranges,
} from '@ganport/graph/precision';
import { CliError } from '../errors.ts';
import type { CalibrationMethod } from './flags.ts';

/** Runs a probe of a model on the calibration inputs. */
export type RunProbe = (
  model: Model,
  probe: Graph,
) => Promise<{ readonly outputs: readonly ProbeOutputs[] }>;

export async function rangesOf(
  model: Model,
  run: RunProbe,
  options?: ProbeOptions,
): Promise<Ranges> {
  const probe = probeRanges(model.graph, options);
  const { outputs } = await run(model, probe.graph);
  return joinRanges(outputs.map((one) => probe.ranges(one)));
}

/** The counting of elements adds up since this operator set. */
const countingOpset = 16;

/** @throws CliError 'unsuitable-model' for entropy with an older operator set */
export async function calibrate(
  model: Model,
  method: CalibrationMethod,
  run: RunProbe,
): Promise<Ranges> {
  if (method !== 'entropy') return rangesOf(model, run, method);
  const opset = model.opsets[''] ?? 0;
  if (opset < countingOpset) {
    const message = `${model.graph.name}: is of opset ${opset}; --calibration-method entropy needs ${countingOpset}: give --opset ${countingOpset} or another method`;
    throw new CliError('unsuitable-model', message);
  }
  const ranges = await rangesOf(model, run);
  const probe = probeHistograms(model.graph, ranges);
  const { outputs } = await run(model, probe.graph);
  const histograms = joinHistograms(outputs.map((one) => probe.histograms(one)));
  return entropyRanges(ranges, histograms);
}
