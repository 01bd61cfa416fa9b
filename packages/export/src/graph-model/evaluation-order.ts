/** The order in which the nodes of a GraphModel are computed. */
import { ExportError } from '../errors.ts';
import type { Frame } from './frame.ts';
import { operators } from './operators.ts';
import { nodeOf, type Ref, type TfNode } from './topology.ts';

/**
 * Nodes that `refs` need and that `frame` lacks, each after those that it reads. What is inside of a
 * loop or a branch is not among them, the node that has its result is.
 *
 * @throws ExportError 'bad-model' for a node that depends on itself
 */
export function evaluationOrder(refs: readonly Ref[], frame: Frame): TfNode[] {
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
      for (const { node: input } of dependencies(node, frame)) {
        if (entered.has(input) && !done.has(input)) {
          throw new ExportError('bad-model', `node ${input} depends on itself`);
        }
        if (!done.has(input)) open.push(input);
      }
    }
  }
  return ordered;
}

function dependencies(node: TfNode, frame: Frame): readonly Ref[] {
  return operators[node.op]?.dependencies?.(node, frame) ?? node.inputs;
}
