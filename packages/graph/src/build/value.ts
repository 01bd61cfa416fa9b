/**
 * A value of a recording: what a tfjs tensor is while its function is being traced. It knows how it
 * is made (its origin), so a graph is whatever can be reached from the outputs; nothing else is kept.
 */
import type { Attribute, Constant } from '../graph/graph.ts';
import type { DataType } from '../graph/data-type.ts';

export interface Value {
  readonly dtype: DataType;
  /** Sizes at which the function was traced; symbolic sizes are found by comparing traces. */
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
  /** The tfjs layers around the call, outermost first, joined by `/`. */
  readonly scope: string;
  /** Nodes are numbered as they are recorded, which is an order of evaluation. */
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

/** Whether a value is a constant, or computed from constants alone: then it is computed only once. */
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
