/**
 * Runs the nodes of a GraphModel in the order of their dependencies, on whatever backend tfjs has: on the
 * recording backend this traces the model. Operators that tfjs computes from known numbers alone (control
 * flow, tensor lists, sizes that depend on data) have entries in the table of operators; tfjs-converter
 * computes all others.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { ExportError } from '../errors.ts';
import type { Frame, GraphValue } from './frame.ts';
import type { Evaluator, Host } from './operator.ts';
import { operators } from './operators.ts';
import type { NodeRunner } from './run-node.ts';
import { nodeOf, type Ref, type TfGraph, type TfNode, type Topology } from './topology.ts';

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
    for (const node of this.#order(refs, frame)) {
      if (!frame.has(node.name)) frame.set(node.name, this.#compute(node, frame));
    }
    return refs.map((ref) => frame.get(ref));
  }

  /** Nodes that `refs` need and that `frame` lacks, each after those that it reads. */
  #order(refs: readonly Ref[], frame: Frame): TfNode[] {
    const ordered: TfNode[] = [];
    const entered = new Set<string>();
    const done = new Set<string>();
    const open = refs.map(({ node }) => node).toReversed();
    for (let name = open.at(-1); name !== undefined; name = open.at(-1)) {
      const node = nodeOf(frame.graph, name);
      if (done.has(name) || frame.has(name)) {
        open.pop();
      } else if (entered.has(name)) {
        open.pop();
        done.add(name);
        ordered.push(node);
      } else {
        entered.add(name);
        for (const { node: input } of this.#dependencies(node, frame)) {
          if (entered.has(input) && !done.has(input)) {
            throw new ExportError('bad-model', `node ${input} depends on itself`);
          }
          if (!done.has(input)) open.push(input);
        }
      }
    }
    return ordered;
  }

  #dependencies(node: TfNode, frame: Frame): readonly Ref[] {
    return operators[node.op]?.dependencies?.(node, frame) ?? node.inputs;
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
