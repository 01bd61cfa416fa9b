/** Types, shapes and constants of a graph's values, as they are before a pass changes anything. */
import { toIntegers } from '../graph/constant.ts';
import type { Constant, Dim, Graph, ValueInfo } from '../graph/graph.ts';
import { typeLookup } from '../graph/walk.ts';

export interface Facts {
  readonly type: (name: string) => ValueInfo | undefined;
  readonly shape: (name: string) => readonly Dim[] | undefined;
  /** The numbers of a value that is an initializer. */
  readonly constant: (name: string) => Constant | undefined;
  /** The same as integers: shapes, axes, pads. */
  readonly integers: (name: string | undefined) => readonly number[] | undefined;
}

export function factsOf(graph: Graph): Facts {
  const type = typeLookup(graph);
  const constant = (name: string) => graph.initializers.get(name);
  return {
    type,
    constant,
    shape: (name) => type(name)?.shape,
    integers: (name) => (name === undefined ? undefined : toIntegers(constant(name))),
  };
}
