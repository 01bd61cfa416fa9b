/**
 * Runs the nodes of a GraphModel in the order of their dependencies, on whatever backend tfjs has: on the
 * recording backend this traces the model. Operators that tfjs computes from known numbers alone (control
 * flow, tensor lists, sizes that depend on data) have entries in the table of operators; tfjs-converter
 * computes all others.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { evaluationOrder } from './evaluation-order.ts';
import type { Frame, GraphValue } from './frame.ts';
import type { Evaluator, Host } from './operator.ts';
import { operators } from './operators.ts';
import type { NodeRunner } from './run-node.ts';
import type { Ref, TfGraph, TfNode, Topology } from './topology.ts';

export class Interpreter implements Evaluator {
  readonly topology: Topology;
  readonly host: Host;
  readonly #runner: NodeRunner;
  /** How many outputs of each node are used. */
  readonly #outputCounts = new WeakMap<TfGraph, Map<string, number>>();

  constructor(topology: Topology, runner: NodeRunner, host: Host) {
    this.topology = topology;
    this.#runner = runner;
    this.host = host;
  }

  run(refs: readonly Ref[], frame: Frame): GraphValue[] {
    for (const node of evaluationOrder(refs, frame)) {
      if (!frame.has(node.name)) frame.set(node.name, this.#compute(node, frame));
    }
    return refs.map((ref) => frame.get(ref));
  }

  #compute(node: TfNode, frame: Frame): readonly GraphValue[] {
    if (node.op === 'Const') return [this.host.weight(node.name)];
    const inputs = node.inputs.map((ref) => frame.get(ref));
    const count = this.#outputCount(frame.graph, node);
    return this.host.inScope(node.name, () => {
      const own = operators[node.op]?.compute({ node, inputs, frame, count, interpreter: this });
      return own ?? this.#runner.run(node, inputs as Tensor[], count);
    });
  }

  #outputCount(graph: TfGraph, { name }: TfNode): number {
    let counts = this.#outputCounts.get(graph);
    if (!counts) {
      this.#outputCounts.set(graph, (counts = new Map()));
      const used = [...graph.nodes.values()].flatMap(({ inputs }) => inputs);
      for (const { node, output } of [...used, ...graph.results]) {
        counts.set(node, Math.max(counts.get(node) ?? 1, output + 1));
      }
    }
    return counts.get(name) ?? 1;
  }
}
