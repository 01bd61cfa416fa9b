/** Looks into a network while it computes: what each layer has computed, and how long each takes alone. */
import { OnnxModel, type Graph, type Model, type ValueInfo } from '@ganport/graph';
import { exposeOutputs, usedBy } from '@ganport/graph/internal';
import type { HostTensor, Session, TensorMap } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/web';
import { inputsOf } from '../models/inputs.ts';
import { activationOf } from './activation.ts';
import { layersOf, type LayerNodes } from './layers.ts';
import type { Activation, Layer, Measured, Measurement } from './protocol.ts';

export interface Inside {
  layers(): readonly Layer[];
  measure(seed: number): Promise<Measurement>;
  /** Of the inputs that were measured last. */
  activation(id: number): Activation | undefined;
}

export function lookInside(bytes: Uint8Array, model: Model): Inside {
  const { graph } = model;
  const layers = layersOf(graph);
  const channelsFirst = channelsFirstOf(graph);
  let values: TensorMap = {};
  return {
    layers: () => layers.map(shownOf),
    async measure(seed) {
      const inputs = inputsOf(model, { seed, count: 1 });
      const outputs = new Set(graph.outputs.map(({ name }) => name));
      const all = [...new Set(layers.flatMap(({ results }) => results))];
      const inside = all.filter((name) => !outputs.has(name));
      values = { ...inputs, ...(await runOnce(exposeOutputs(bytes, inside), inputs, all)) };
      const milliseconds = (await timeOf(bytes, inputs)) ?? NaN;
      const measured: Measured[] = [];
      for (const layer of layers) {
        const shape = shapeOf(values[layer.results[0] ?? '']);
        const time = await timeOfLayer(layer, model, values).catch(() => undefined);
        measured.push({ id: layer.id, shape, ...(time !== undefined && { milliseconds: time }) });
      }
      return { layers: measured, milliseconds };
    },
    activation(id) {
      const value = layers[id]?.results[0];
      const tensor = value === undefined ? undefined : values[value];
      if (!tensor || value === undefined) return undefined;
      return activationOf(value, tensor, channelsFirst.get(value));
    },
  };
}

/** Without its nodes, which hold weights. */
function shownOf({ nodes, ...layer }: LayerNodes): Layer {
  void nodes;
  return layer;
}

function shapeOf(tensor: HostTensor | undefined): string {
  return tensor ? tensor.dims.join(' × ') || '1' : '';
}

/** Operators whose images have channels first, by ONNX's definition. */
const imageOperators = /^(?:Conv|ConvTranspose|.*Pool|.*Normalization|DepthToSpace|SpaceToDepth)$/;
const toLast = '0,2,3,1';

/** Of values that are images, whether channels are first; of others nothing is known. */
function channelsFirstOf({ nodes }: Graph): ReadonlyMap<string, boolean> {
  const known = new Map<string, boolean>();
  for (const { op, inputs, outputs, attributes } of nodes) {
    const { perm } = attributes;
    const before = inputs.map((name) => known.get(name)).find((each) => each !== undefined);
    const isFirst = imageOperators.test(op)
      ? true
      : op === 'Transpose' && perm?.type === 'ints'
        ? perm.value.join() !== toLast
        : op === 'Reshape'
          ? undefined
          : before;
    if (isFirst !== undefined) for (const name of outputs) known.set(name, isFirst);
  }
  return known;
}

async function withSession<T>(bytes: Uint8Array, use: (session: Session) => Promise<T>) {
  const session = await createSession(bytes, { providers: ['wasm'] });
  try {
    return await use(session);
  } finally {
    await session.dispose();
  }
}

function runOnce(bytes: Uint8Array, inputs: TensorMap, names: readonly string[]) {
  return withSession(bytes, (session) => session.run(inputs, names));
}

/** Milliseconds that runs are repeated for, since clocks of pages are coarse. */
const LONG_ENOUGH = 10;

/** The mean milliseconds of a run, after one that is not counted. */
function timeOf(bytes: Uint8Array, inputs: TensorMap): Promise<number | undefined> {
  return withSession(bytes, async (session) => {
    await session.run(inputs);
    const start = performance.now();
    let runs = 0;
    let spent = 0;
    do {
      await session.run(inputs);
      runs++;
      spent = performance.now() - start;
    } while (spent < LONG_ENOUGH);
    return spent / runs;
  });
}

/** Of a layer as a network of its own; undefined where it takes what was not computed. */
async function timeOfLayer(
  { name, nodes, results }: LayerNodes,
  model: Model,
  values: TensorMap,
): Promise<number | undefined> {
  const { graph } = model;
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const used = new Set(nodes.flatMap((node) => [...usedBy(node)]));
  const taken = [...used].filter((each) => !made.has(each) && !graph.initializers.has(each));
  if (taken.some((each) => !values[each]) || results.some((each) => !values[each])) {
    return undefined;
  }
  const infoOf = (each: string): ValueInfo => {
    const { dtype, dims } = values[each] as HostTensor; // It is there, as was checked.
    return { name: each, dtype, shape: dims };
  };
  const alone: Graph = {
    name,
    nodes,
    inputs: taken.map(infoOf),
    outputs: results.map(infoOf),
    initializers: new Map([...graph.initializers].filter(([each]) => used.has(each))),
    values: new Map(),
  };
  const inputs = Object.fromEntries(taken.map((each) => [each, values[each] as HostTensor]));
  return timeOf(new OnnxModel({ ...model, graph: alone }).bytes(), inputs);
}
