/** A model in float16, with what overflows left in float32: it is run, and what breaks is taken back. */
import type { Graph, Model } from '@ganport/graph';
import {
  keptInFloat32,
  overflowing,
  type Ranges,
  toFloat16,
  toFloat16Bits,
} from '@ganport/graph/precision';
import type { TensorMap } from '@ganport/runtime';
import { CliError } from '../errors.ts';
import type { PrecisionRequest } from './flags.ts';

interface Halved {
  readonly graph: Graph;
  /** Nodes that stay in float32, by the reason. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
}

/** Each attempt keeps more values in float32. */
const maxAttempts = 4;

/** @throws CliError 'unsuitable-model' when float16 overflows wherever something else is kept */
export async function halve(
  model: Model,
  { float16Io, keep }: Extract<PrecisionRequest, { kind: 'float16' }>,
  rangesOf: (model: Model) => Promise<Ranges>,
): Promise<Halved> {
  const { graph } = model;
  const ranges = await rangesOf(model);
  const keepValues = overflowing(graph, ranges);
  const settings = { float16Io, keepOperators: keep, keepValues };
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const half = toFloat16(graph, settings);
    const broken = brokenValues(await rangesOf({ ...model, graph: half }), ranges);
    if (broken.every((name) => keepValues.has(name))) {
      return { graph: half, kept: byReason(keptInFloat32(graph, settings)) };
    }
    for (const name of broken) keepValues.add(name);
  }
  const message = `${graph.name}: overflows in float16 wherever it is run; keep operators with --keep, or use --quantize weights`;
  throw new CliError('unsuitable-model', message);
}

/** Values that are finite in float32 only, by their names there. */
function brokenValues(half: Ranges, ranges: Ranges): string[] {
  return [...half].flatMap(([name, { finite }]) => {
    const original = name.replace(/\/float(16|32)$/, '');
    return !finite && ranges.get(original)?.finite === true ? [original] : [];
  });
}

function byReason(kept: ReturnType<typeof keptInFloat32>): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  for (const [{ name }, reason] of kept) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  return reasons;
}

/** Inputs in the types that a model takes. */
export function feedsFor({ graph }: Model, inputs: readonly TensorMap[]): readonly TensorMap[] {
  const halves = graph.inputs.filter(({ dtype }) => dtype === 'float16');
  return inputs.map((feeds) => {
    const converted = halves.flatMap(({ name }) => {
      const { dims, data } = feeds[name] ?? {};
      if (!dims || !(data instanceof Float32Array)) return [];
      return [[name, { dtype: 'float16', dims, data: toFloat16Bits(data) } as const] as const];
    });
    return { ...feeds, ...Object.fromEntries(converted) };
  });
}
