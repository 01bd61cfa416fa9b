/**
 * The values of the original's layers beside those of a file. The nodes of a file are named after
 * the layers that they come from, and so are the values between them; a value keeps its name through
 * all passes, in whatever layout it is computed.
 */
import type { Graph, Node } from '@ganport/graph';
import { consumers } from '@ganport/graph/internal';
import { elementCount, type HostTensor, type TensorMap } from '@ganport/runtime';
import { compareTensors, type Difference } from '../compare.ts';
import type { LayerValue } from '../reference.ts';

/** A value of the file that stands for a layer's result. */
export interface LayerPlace {
  readonly scope: string;
  /** The value's name in the file. */
  readonly value: string;
  /** The node that computes it. */
  readonly node: string;
}

export interface LayerRow extends LayerPlace {
  readonly maxAbs: number;
  readonly meanAbs: number;
  readonly relative: number;
  readonly cosine: number;
  readonly pass: boolean;
}

/**
 * For each scope the last value that the file computes in it. Layers whose nodes were fused with
 * those of a later layer have none.
 */
export function placesOf(graph: Graph, scopes: Iterable<string>): LayerPlace[] {
  const last = lastPlaces(graph);
  return [...new Set(scopes)].flatMap((scope) => last.get(scope) ?? []);
}

/** All scopes that a layer of the original may be compared in. */
export function comparableScopes(graph: Graph): ReadonlySet<string> {
  return new Set(lastPlaces(graph).keys());
}

/**
 * The scopes of a file's nodes in the order in which they end, without the one of the whole graph;
 * where names have no scopes, the names of the values themselves.
 */
export function scopesOf(graph: Graph): string[] {
  const last = [...lastPlaces(graph).values()];
  const scopes = last.filter(({ scope, value }) => scope !== value && scope !== graph.name);
  const order = new Map(graph.nodes.map(({ name }, i) => [name, i]));
  return (scopes.length > 0 ? scopes : last)
    .toSorted((a, b) => (order.get(a.node) ?? 0) - (order.get(b.node) ?? 0))
    .map(({ scope }) => scope);
}

/** Places by scope, and by the names of values, which no scope has. */
function lastPlaces(graph: Graph): ReadonlyMap<string, LayerPlace> {
  const last = new Map<string, LayerPlace>();
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const results = graph.nodes.flatMap(({ name: node, outputs }) =>
    // The first output stands for the node, the others where they have a scope of their own.
    outputs.toReversed().flatMap((value) => (value === '' ? [] : [{ node, value }])),
  );
  for (const { node, value } of results) {
    last.set(value, { scope: value, value, node });
    // An output has a name of its own, and what is made of its name; the node says where it belongs.
    const isScoped = value.includes('/') && !isOutput.has(value);
    const path = (isScoped ? value : node).split('/').slice(0, -1);
    for (let depth = path.length; depth > 0; depth--) {
      const scope = path.slice(0, depth).join('/');
      last.set(scope, { scope, value, node });
    }
  }
  return last;
}

/**
 * Compares what can be compared, in the order of the layers: of a layer that is called several times,
 * the last call.
 *
 * @param actual values of the file by name
 */
export function compareLayers(
  places: readonly LayerPlace[],
  values: readonly LayerValue[],
  actual: TensorMap,
  tolerance: number,
): LayerRow[] {
  const expected = new Map(values.map(({ scope, tensor }) => [scope, tensor]));
  return places.flatMap((place) => {
    const [is, should] = [actual[place.value], expected.get(place.scope)];
    const difference = is && should && compareInAnyLayout(is, should);
    if (!difference) return [];
    const { maxAbs, meanAbs, relative, cosine } = difference;
    return [{ ...place, maxAbs, meanAbs, relative, cosine, pass: relative <= tolerance }];
  });
}

/** Undefined where the two have other numbers of elements, so that they are not the same value. */
function compareInAnyLayout(actual: HostTensor, expected: HostTensor): Difference | undefined {
  if (elementCount(actual.dims) !== elementCount(expected.dims)) return undefined;
  const sameOrder = compareTensors({ ...actual, dims: expected.dims }, expected);
  const moved = channelsLast(actual);
  if (moved?.dims.join() !== expected.dims.join()) return sameOrder;
  const others = compareTensors(moved, expected);
  return others.relative < sameOrder.relative ? others : sameOrder;
}

/** [N, C, …] as [N, …, C]: ONNX has channels first, tfjs last. */
function channelsLast(tensor: HostTensor): HostTensor | undefined {
  const [batch = 0, channels = 0, ...sides] = tensor.dims;
  if (sides.length === 0) return undefined;
  const area = elementCount(sides);
  const data = tensor.data.slice();
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < area; i++) {
        const from = (n * channels + c) * area + i;
        const value = tensor.data[from] ?? 0;
        (data as { [index: number]: number | bigint })[(n * area + i) * channels + c] = value;
      }
    }
  }
  return { dtype: tensor.dtype, dims: [batch, ...sides, channels], data };
}

/**
 * The first layer that differs. One whose result differs while everything that is computed from it
 * agrees is passed over: the file then computes the same in another way.
 */
export function firstOffender(graph: Graph, rows: readonly LayerRow[]): LayerRow | undefined {
  const users = consumers(graph);
  const byValue = new Map(rows.map((row) => [row.value, row]));
  const isBlamed = (row: LayerRow) => {
    const next = nextCompared(row, users, byValue);
    return next.length === 0 || next.some(({ pass }) => !pass);
  };
  const different = rows.filter(({ pass }) => !pass);
  return different.find(isBlamed) ?? different[0];
}

/** The nearest compared values that depend on a value. */
function nextCompared(
  { value }: LayerRow,
  users: ReadonlyMap<string, readonly Node[]>,
  byValue: ReadonlyMap<string, LayerRow>,
): LayerRow[] {
  const found = new Set<LayerRow>();
  const seen = new Set<string>();
  const open = [value];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const output of (users.get(name) ?? []).flatMap(({ outputs }) => outputs)) {
      if (seen.has(output)) continue;
      seen.add(output);
      const row = byValue.get(output);
      if (row) found.add(row);
      else open.push(output);
    }
  }
  return [...found];
}
