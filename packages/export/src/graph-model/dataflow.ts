/**
 * Control flow of TensorFlow 1: Switch and Merge for branches; Enter, Merge, LoopCond, Switch, NextIteration
 * and Exit for loops. The interpreter starts from results, so a loop is run where its Exit is needed, and a
 * branch where its Merge is.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { at } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import { runBranch, runLoop } from './control-flow.ts';
import { Frame, type GraphValue } from './frame.ts';
import { type Call, type Operator, outputScope } from './operator.ts';
import { nodeOf, type Ref, type TfGraph, type TfNode } from './topology.ts';

/** A loop: for each variable what enters it, its Merge and Switch, and what the next iteration gets. */
interface Loop {
  readonly name: string;
  readonly condition: Ref;
  readonly variables: readonly Variable[];
}

interface Variable {
  readonly enters: Ref;
  readonly merge: string;
  readonly switched: string;
  readonly next: Ref;
  readonly exit: string | undefined;
}

interface Loops {
  readonly ofExit: ReadonlyMap<string, Loop>;
  readonly merges: ReadonlySet<string>;
}

const known = new WeakMap<TfGraph, Loops>();

function loopsOf(graph: TfGraph): Loops {
  let loops = known.get(graph);
  if (!loops) known.set(graph, (loops = findLoops(graph)));
  return loops;
}

function findLoops(graph: TfGraph): Loops {
  const nodes = [...graph.nodes.values()];
  const switches = nodes.filter(({ op }) => op === 'Switch');
  const exits = new Map(
    nodes.filter(({ op }) => op === 'Exit').map((node) => [at(node.inputs, 0).node, node.name]),
  );
  const ofExit = new Map<string, Loop>();
  const merges = new Set<string>();
  for (const loopCond of nodes.filter(({ op }) => op === 'LoopCond')) {
    const variables = switches
      .filter(({ inputs }) => inputs[1]?.node === loopCond.name)
      .map((node) => variableOf(graph, node, exits.get(node.name)));
    const loop = { name: loopCond.name, condition: at(loopCond.inputs, 0), variables };
    for (const { merge, exit } of variables) {
      merges.add(merge);
      if (exit !== undefined) ofExit.set(exit, loop);
    }
  }
  return { ofExit, merges };
}

function variableOf(graph: TfGraph, node: TfNode, exit: string | undefined): Variable {
  const merge = nodeOf(graph, at(node.inputs, 0).node);
  const sources = merge.inputs.map((ref) => nodeOf(graph, ref.node));
  const enter = sources.find(({ op }) => op === 'Enter');
  const next = sources.find(({ op }) => op === 'NextIteration');
  if (!enter || !next) {
    throw new ExportError(
      'bad-model',
      `${merge.name} is in a loop without Enter and NextIteration`,
    );
  }
  const input = (of: TfNode) => at(of.inputs, 0);
  return { enters: input(enter), merge: merge.name, switched: node.name, next: input(next), exit };
}

const exit: Operator = {
  dependencies(node, { graph }) {
    return loopOf(node, graph).variables.map(({ enters }) => enters);
  },
  compute(call) {
    const { node, frame, interpreter } = call;
    const loop = loopOf(node, frame.graph);
    const { variables } = loop;
    const inside = (values: readonly GraphValue[]) => {
      const iteration = new Frame(frame.graph, frame, true);
      for (const [i, { merge, switched }] of variables.entries()) {
        iteration.set(merge, [values[i]]);
        iteration.set(switched, [values[i], values[i]]);
      }
      return iteration;
    };
    const results = runLoop(
      {
        name: loop.name,
        scopes: variables.map((variable) =>
          variable.exit === undefined ? undefined : outputScope(call, 0, variable.exit),
        ),
        initial: variables.map(({ enters }) => frame.get(enters)),
        isFixed: variables.map((variable) => isFixed(frame.graph, variable)),
        condition: (values) => interpreter.run([loop.condition], inside(values))[0] as Tensor,
        body: (values) =>
          interpreter.run(
            variables.map(({ next }) => next),
            inside(values),
          ),
      },
      interpreter.host.mostUnrolled,
    );
    // The loop runs once for all of its results.
    for (const [i, variable] of variables.entries()) {
      if (variable.exit !== undefined) frame.set(variable.exit, [results[i]]);
    }
    return [frame.get({ node: node.name, output: 0 })];
  },
};

function loopOf(node: TfNode, graph: TfGraph): Loop {
  const loop = loopsOf(graph).ofExit.get(node.name);
  if (loop) return loop;
  throw new ExportError('bad-model', `Exit ${node.name} belongs to no loop`);
}

/** Whether the next iteration gets the variable as it is. */
function isFixed(graph: TfGraph, { next, switched }: Variable): boolean {
  let ref = next;
  for (
    let node = graph.nodes.get(ref.node);
    node?.op === 'Identity';
    node = graph.nodes.get(ref.node)
  ) {
    ref = at(node.inputs, 0);
  }
  return ref.node === switched;
}

/** A value from outside of the loop whose iteration needs it. */
const enter: Operator = {
  dependencies: () => [],
  compute({ node, frame, interpreter }) {
    let iteration: Frame | undefined = frame;
    while (iteration && !iteration.isIteration) iteration = iteration.parent;
    return interpreter.run([at(node.inputs, 0)], iteration?.parent ?? frame);
  },
};

const merge: Operator = {
  dependencies(node, { graph }) {
    return loopsOf(graph).merges.has(node.name) ? node.inputs : [guardOf(node, graph).condition];
  },
  compute(call) {
    const { node, frame, interpreter } = call;
    const { condition, ifTrue, ifFalse } = guardOf(node, frame.graph);
    const side = (ref: Ref) => () => interpreter.run([ref], new Frame(frame.graph, frame));
    return runBranch({
      name: node.name,
      scopeOf: (result) => outputScope(call, result),
      condition: frame.get(condition) as Tensor,
      ifTrue: side(ifTrue),
      ifFalse: side(ifFalse),
    });
  },
};

interface Guard {
  readonly condition: Ref;
  readonly ifTrue: Ref;
  readonly ifFalse: Ref;
}

const guards = new WeakMap<TfNode, Guard>();

/** The condition whose sides the two inputs of a Merge are on. */
function guardOf(node: TfNode, graph: TfGraph): Guard {
  const found = guards.get(node);
  if (found) return found;
  const [a, b] = node.inputs;
  if (!a || !b) throw new ExportError('bad-model', `Merge ${node.name} has no two inputs`);
  const [ofA, ofB] = [sidesOf(a, graph), sidesOf(b, graph)];
  for (const [condition, { output, ref }] of ofA) {
    const other = ofB.get(condition);
    if (!other || other.output === output) continue;
    const guard =
      output === 1
        ? { condition: ref, ifTrue: a, ifFalse: b }
        : { condition: ref, ifTrue: b, ifFalse: a };
    guards.set(node, guard);
    return guard;
  }
  throw new ExportError(
    'bad-model',
    `no condition decides between the inputs of Merge ${node.name}`,
  );
}

/** Conditions of the Switches that a value depends on, nearest first, with the side that it is on. */
function sidesOf(ref: Ref, graph: TfGraph): Map<string, { output: number; ref: Ref }> {
  const sides = new Map<string, { output: number; ref: Ref }>();
  const seen = new Set<string>();
  const open = [ref];
  for (const { node: name, output } of open) {
    const node = nodeOf(graph, name);
    if (node.op === 'Switch') {
      const condition = at(node.inputs, 1);
      const key = `${condition.node}:${condition.output}`;
      if (!sides.has(key)) sides.set(key, { output, ref: condition });
    }
    if (seen.has(name)) continue;
    seen.add(name);
    // The input of a NextIteration leads around the loop again.
    if (node.op !== 'NextIteration') open.push(...node.inputs, ...controlInputs(node, graph));
  }
  return sides;
}

/** Constants of a branch hang on it by control inputs alone. */
function controlInputs({ def }: TfNode, graph: TfGraph): Ref[] {
  return (def.input ?? [])
    .filter((input) => input.startsWith('^'))
    .map((input) => ({ node: input.slice(1), output: 0 }))
    .filter(({ node }) => graph.nodes.has(node));
}

const pass: Operator = { compute: ({ inputs }: Call) => [inputs[0]] };

export const dataflowOperators: Readonly<Record<string, Operator>> = {
  Exit: exit,
  Enter: enter,
  Merge: merge,
  // Merge and Exit decide what is needed, so that a Switch passes its data to both sides.
  Switch: { compute: ({ inputs }) => [inputs[0], inputs[0]] },
  // tfjs-converter would clone, which a list is not made for.
  Identity: pass,
  NextIteration: pass,
  LoopCond: pass,
};
