/** Control flow of TensorFlow 2: loops and branches whose parts are functions of the model. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { at } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import { runBranch, runLoop } from './control-flow.ts';
import { Frame, type GraphValue } from './frame.ts';
import { type Call, type Operator, outputScope, tensorAt } from './operator.ts';
import type { Ref, TfGraph } from './topology.ts';

function functionOf({ node, interpreter }: Call, attribute: string): TfGraph {
  const name = node.def.attr?.[attribute]?.func?.name;
  const found = interpreter.topology.functions.get(name ?? '');
  if (found) return found;
  throw new ExportError(
    'bad-model',
    `${node.op} ${node.name} calls a function ${name}, which is missing`,
  );
}

function callFunction(
  { interpreter }: Call,
  graph: TfGraph,
  values: readonly GraphValue[],
): readonly GraphValue[] {
  const frame = new Frame(graph);
  for (const [i, name] of graph.parameters.entries()) frame.set(name, [values[i]]);
  return interpreter.run(graph.results, frame);
}

const whileLoop: Operator = {
  compute(call) {
    const [condition, body] = [functionOf(call, 'cond'), functionOf(call, 'body')];
    return runLoop(
      {
        name: call.node.name,
        scopes: call.inputs.map((_, i) => outputScope(call, i)),
        initial: call.inputs,
        isFixed: body.results.map((result, i) => isParameter(body, result, at(body.parameters, i))),
        condition: (values) => callFunction(call, condition, values)[0] as Tensor,
        body: (values) => callFunction(call, body, values),
      },
      call.interpreter.host.mostUnrolled,
    );
  },
};

/** Whether a function returns a parameter as it is. */
function isParameter(graph: TfGraph, result: Ref, parameter: string): boolean {
  let { node } = result;
  for (let found = graph.nodes.get(node); found?.op === 'Identity'; found = graph.nodes.get(node)) {
    node = at(found.inputs, 0).node;
  }
  return node === parameter;
}

const branch: Operator = {
  compute(call) {
    const values = call.inputs.slice(1);
    return runBranch({
      name: call.node.name,
      scopeOf: (result) => outputScope(call, result),
      condition: tensorAt(call, 0),
      ifTrue: () => callFunction(call, functionOf(call, 'then_branch'), values),
      ifFalse: () => callFunction(call, functionOf(call, 'else_branch'), values),
    });
  },
};

const functionCall: Operator = {
  compute: (call) => callFunction(call, functionOf(call, 'f'), call.inputs),
};

export const functionOperators: Readonly<Record<string, Operator>> = {
  While: whileLoop,
  StatelessWhile: whileLoop,
  If: branch,
  StatelessIf: branch,
  PartitionedCall: functionCall,
  StatefulPartitionedCall: functionCall,
};
