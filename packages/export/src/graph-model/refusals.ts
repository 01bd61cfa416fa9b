/** Operators of tfjs-converter that are not exported, and why. They are found before anything is traced. */
import { ExportError } from '../errors.ts';
import { type TfGraph, type TfNode, type Topology } from './topology.ts';

const reasons: readonly (readonly [why: string, operators: readonly string[]])[] = [
  [
    'random whole numbers: draw before the graph and feed the draw',
    ['Multinomial', 'RandomUniformInt'],
  ],
  [
    'decision forests: they are computed by a library of their own',
    [
      ...['SimpleMLCreateModelResource', 'SimpleMLInferenceOpWithHandle'],
      'SimpleMLLoadModelFromPathWithHandle',
    ],
  ],
  [
    'tfjs-converter 4.22 lists it and does not compute it',
    ['BitwiseAnd', 'RaggedGather', 'RaggedRange', 'RaggedTensorToTensor'],
  ],
  [
    'tfjs-converter 4.22 returns the item where TensorFlow returns the list and the item',
    ['TensorListPopBack'],
  ],
];

/** Why each refused operator is refused. */
export const refusals: ReadonlyMap<string, string> = new Map(
  reasons.flatMap(([why, operators]) => operators.map((op) => [op, why] as const)),
);

/**
 * Checks the nodes that the results need, those of functions too.
 *
 * @throws ExportError 'unsupported-kernel' with every refused operator, its nodes and the reason
 */
export function checkOperators({ main, functions }: Topology): void {
  const found = new Map<string, string[]>();
  const seen = new Set<TfGraph>();
  const visit = (graph: TfGraph) => {
    if (seen.has(graph)) return;
    seen.add(graph);
    for (const { op, name, def } of needed(graph)) {
      if (refusals.has(op)) found.set(op, [...(found.get(op) ?? []), name]);
      for (const { func } of Object.values(def.attr ?? {})) {
        const called = functions.get(func?.name ?? '');
        if (called) visit(called);
      }
    }
  };
  visit(main);
  if (found.size === 0) return;
  const list = [...found].map(([op, names]) => `${op} (${names.join(', ')}): ${refusals.get(op)}`);
  throw new ExportError(
    'unsupported-kernel',
    `the model has operators without an ONNX form: ${list.join('; ')}. Nothing was written; export the part of the model without them`,
  );
}

/** The nodes that a graph's results are computed from. */
function needed({ nodes, results }: TfGraph): readonly TfNode[] {
  const found = new Map<string, TfNode>();
  const open = results.map(({ node }) => node);
  for (const name of open) {
    const node = nodes.get(name);
    if (!node || found.has(name)) continue;
    found.set(name, node);
    open.push(...node.inputs.map((ref) => ref.node));
  }
  return [...found.values()];
}
