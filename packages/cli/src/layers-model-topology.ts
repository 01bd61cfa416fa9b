/**
 * Checks the topology of a tfjs LayersModel before tfjs builds it: tfjs calls layers until none is
 * left, and never ends where a layer's input cannot be made. Layers that differ in other ways are
 * left to tfjs.
 */

/** JSON deeper than this is no model; tfjs and this file descend into it. */
const MAX_DEPTH = 100;

/** The largest number of a setting: units, filters, sizes. Seeds may be larger. */
const MAX_NUMBER = 2 ** 24;

/** tfjs looks for the next layer among all of them. */
const MAX_LAYERS = 10_000;

type Json = Readonly<Record<string, unknown>>;

/** What keeps tfjs from building a model of a topology; undefined where nothing does. */
export function topologyProblem(topology: unknown, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return `its topology is nested more than ${MAX_DEPTH} deep`;
  if (Array.isArray(topology)) return firstProblem(topology, depth);
  if (!isObject(topology)) return undefined;
  const layers = field(topology, 'layers');
  const problem = Array.isArray(layers) ? layersProblem(layers) : undefined;
  if (problem !== undefined) return problem;
  const large = Object.entries(topology).find(
    ([key, value]) => key !== 'seed' && isTooLarge(value),
  );
  if (large)
    return `its ${large[0]} is ${JSON.stringify(large[1])}; numbers are at most ${MAX_NUMBER}`;
  return firstProblem(Object.values(topology), depth);
}

function firstProblem(values: readonly unknown[], depth: number): string | undefined {
  for (const value of values) {
    const problem = topologyProblem(value, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isTooLarge(value: unknown): boolean {
  const numbers: unknown[] = Array.isArray(value) ? value.flat(2) : [value];
  return numbers.some((number) => typeof number === 'number' && Math.abs(number) > MAX_NUMBER);
}

/** One call of a layer on outputs of earlier calls. */
interface Call {
  readonly layer: string;
  readonly inputs: readonly { readonly layer: string; readonly call: number }[];
}

/** Makes the calls of a graph of layers in any order that works, as tfjs does. */
function layersProblem(layers: readonly unknown[]): string | undefined {
  const graph = layers
    .filter(isObject)
    .filter((layer) => Array.isArray(field(layer, 'inboundnodes')));
  if (graph.length === 0) return undefined; // A Sequential, whose layers are in their order.
  if (graph.length > MAX_LAYERS) return `it has ${graph.length} layers, more than ${MAX_LAYERS}`;
  /** The number of calls of each layer that have been made. */
  const made = new Map<string, number>();
  let open: Call[] = [];
  for (const layer of graph) {
    const given = field(layer, 'name');
    const name = typeof given === 'string' ? given : JSON.stringify(given);
    if (made.has(name)) return `two of its layers are named ${name}`;
    // tfjs finds a layer by the one name and its calls by the other.
    const config = field(layer, 'config');
    const own = isObject(config) ? field(config, 'name') : undefined;
    if (own !== given) return `its layer ${name} has the name ${JSON.stringify(own)} in its config`;
    made.set(name, callsAtStart(layer) ? 1 : 0);
    open.push(...callsOf(name, field(layer, 'inboundnodes') as unknown[]));
  }
  const isReady = ({ inputs }: Call) =>
    inputs.every(({ layer, call }) => made.has(layer) && !((made.get(layer) ?? 0) <= call));
  while (open.length > 0) {
    const waiting: Call[] = [];
    for (const call of open) {
      if (isReady(call)) made.set(call.layer, (made.get(call.layer) ?? 0) + 1);
      else waiting.push(call);
    }
    if (waiting.length === open.length) return unmade(waiting, made);
    open = waiting;
  }
  return undefined;
}

function unmade(waiting: readonly Call[], made: ReadonlyMap<string, number>): string {
  const inputs = waiting.flatMap(({ layer, inputs: from }) =>
    from.map((input) => ({ layer, from: input.layer })),
  );
  const missing = inputs.find(({ from }) => !made.has(from));
  if (missing)
    return `its layer ${missing.layer} uses ${missing.from}, which is not among its layers`;
  return `its layer ${waiting[0]?.layer} uses an output that no layer makes`;
}

/** Anything but a list that begins with a name and a number makes tfjs wait without end. */
function callsOf(layer: string, nodes: readonly unknown[]): Call[] {
  return nodes.filter(Array.isArray).flatMap((node: unknown[]) => {
    const inputs = node.map((input) => {
      const [from, call]: unknown[] = Array.isArray(input) ? input : [];
      const isCall = typeof from === 'string' && typeof call === 'number';
      return isCall ? { layer: from, call } : { layer: JSON.stringify(input), call: 0 };
    });
    return inputs.length === 0 ? [] : [{ layer, inputs }];
  });
}

/** Whether a layer has an output before it is called: an input, and a model that knows its input. */
function callsAtStart(layer: Json): boolean {
  const kind = field(layer, 'classname');
  if (kind === 'InputLayer') return true;
  const config = field(layer, 'config');
  const inner = isObject(config) ? field(config, 'layers') : config;
  if (!Array.isArray(inner)) return false;
  if (kind !== 'Sequential') return true;
  const [first] = inner.filter(isObject);
  const own = first && field(first, 'config');
  return (
    first !== undefined &&
    (callsAtStart(first) || (isObject(own) && Array.isArray(field(own, 'batchinputshape'))))
  );
}

/** A field whose name may be written as in Python or as in JavaScript. */
function field(object: Json, name: string): unknown {
  const key = Object.keys(object).find((own) => own.replaceAll(/[_-]/g, '').toLowerCase() === name);
  return key === undefined ? undefined : object[key];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
