/** An ONNX file as the original of another one, on ONNX Runtime's CPU provider. */
import { readModel, type Graph } from '@ganport/graph';
import { exposeOutputs } from '@ganport/graph/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { ParityError } from './errors.ts';
import { createProcessSession } from './process/create.ts';
import type { ProcessLimits } from './process/limits.ts';
import type { LayerValue, Reference } from './reference.ts';
import { placesOf, scopesOf } from './verify/layers.ts';

/**
 * Its inputs and outputs have the names of the compared file: where names differ, they are matched in
 * order. Its layers are the scopes of its nodes' names.
 *
 * @param bytes the original
 * @param like the graph of the file that is compared
 * @throws GraphError for bytes that cannot be read; ParityError `not-comparable` for other numbers of
 * inputs or outputs; the reference throws RuntimeError as createProcessSession
 * @example
 * const original = onnxReference(await readFile('before.onnx'), model.graph);
 * const report = await verifyModel(await readFile('after.onnx'), original);
 */
export function onnxReference(
  bytes: Uint8Array,
  like: Graph,
  limits: ProcessLimits = {},
): Reference {
  const { graph } = readModel(bytes);
  const inputNames = matched('inputs', like.inputs, graph.inputs);
  const outputNames = matched('outputs', like.outputs, graph.outputs);
  const run = async (model: Uint8Array, inputs: TensorMap, names: readonly string[]) => {
    const session = await createProcessSession(model, { providers: ['cpu'], ...limits });
    try {
      const own = Object.entries(inputs).map(([name, tensor]) => [
        inputNames.get(name) ?? name,
        tensor,
      ]);
      return await session.run(Object.fromEntries(own) as TensorMap, names);
    } finally {
      await session.dispose();
    }
  };
  const compute = async (inputs: TensorMap): Promise<TensorMap> => {
    const results = await run(bytes, inputs, [...outputNames.values()]);
    const named = [...outputNames].map(([name, own]) => [name, results[own]]);
    return Object.fromEntries(named) as TensorMap;
  };
  const layers = async (
    inputs: TensorMap,
    wanted?: ReadonlySet<string>,
  ): Promise<readonly LayerValue[]> => {
    const scopes = scopesOf(graph).filter((scope) => wanted?.has(scope) ?? true);
    const places = placesOf(graph, scopes);
    const isOutput = new Set(graph.outputs.map(({ name }) => name));
    const names = [...new Set(places.map(({ value }) => value))];
    const inside = names.filter((name) => !isOutput.has(name));
    const results = await run(exposeOutputs(bytes, inside), inputs, names);
    // In range: every name was asked for.
    return places.map(({ scope, value }) => ({ scope, tensor: results[value] as HostTensor }));
  };
  return Object.assign(compute, { layers });
}

interface Named {
  readonly name: string;
}

/** The original's name for each name of the file. */
function matched(
  what: string,
  file: readonly Named[],
  original: readonly Named[],
): ReadonlyMap<string, string> {
  const [own, others] = [file, original].map((values) => values.map(({ name }) => name));
  if (own === undefined || others?.length !== own.length) {
    const message = `the file has the ${what} ${own?.join(', ')}, the original ${others?.join(', ')}; compare it with a file that has as many`;
    throw new ParityError('not-comparable', message);
  }
  const isNamed = own.every((name) => others.includes(name));
  return new Map(own.map((name, i) => [name, isNamed ? name : (others[i] ?? name)]));
}
