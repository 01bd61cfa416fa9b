/**
 * A value of a graph that is being built. It has its origin, the node or constant that makes it, so a
 * graph is what can be reached from its outputs.
 */
import type { Attribute, Constant } from '../graph/graph.ts';
import type { DataType } from '../graph/data-type.ts';

export interface Value {
  readonly dtype: DataType;
  /** Sizes are numbers; @ganport/export finds symbolic sizes by comparing several graphs. */
  readonly shape: readonly number[];
  readonly origin: Origin;
}

type Origin =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly constant: Constant; readonly name: string | undefined }
  | { readonly kind: 'node'; readonly node: RecordedNode; readonly index: number };

export interface RecordedNode {
  readonly op: string;
  readonly domain: string;
  /** Scopes around the node, such as tfjs layers, outermost first, joined by `/`. */
  readonly scope: string;
  /** Nodes are numbered in the order of their recording, which is an order of evaluation. */
  readonly order: number;
  readonly inputs: readonly (Value | null)[];
  readonly outputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/**
 * Makes a value an input of graphs that are collected from now on: for backends that have computed it
 * in the meantime. Graphs that were collected before stay as they are.
 */
export function becomeInput(value: Value): void {
  const writable: { -readonly [Key in keyof Value]: Value[Key] } = value;
  writable.origin = { kind: 'input', name: '' };
}

/** Whether a value is a constant or computed from constants alone, and so computed only once. */
export function isConstant(value: Value): boolean {
  const makers = new Set<RecordedNode>();
  const values = [value];
  for (const { origin } of values) {
    if (origin.kind === 'input') return false;
    if (origin.kind === 'constant' || makers.has(origin.node)) continue;
    makers.add(origin.node);
    values.push(...origin.node.inputs.filter((input) => input !== null));
  }
  return true;
}
