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
  | { readonly kind: 'input'; readonly name: string; readonly region?: Region }
  | { readonly kind: 'constant'; readonly constant: Constant; readonly name: string | undefined }
  | { readonly kind: 'node'; readonly node: RecordedNode; readonly index: number };

/**
 * A subgraph that is recorded: the body of a Loop, or a branch of an If. Its nodes read values of the
 * regions around it by name, as ONNX allows.
 */
export interface Region {
  readonly parent: Region | undefined;
  /** A branch, whose nodes run only when it is taken. Nodes of a body that read no input of it go outside. */
  readonly isBranch: boolean;
  readonly inputs: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

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
  /** The subgraph that the node belongs to; undefined for the graph itself. */
  readonly region: Region | undefined;
  /** Subgraphs of a control-flow node, by the name of their attribute. */
  readonly bodies: Readonly<Record<string, Region>>;
  /** For the names of outputs, in place of the node's own. */
  readonly outputScopes: readonly (string | undefined)[];
}

/** The innermost subgraph that a value depends on. */
export function regionOf({ origin }: Value): Region | undefined {
  if (origin.kind === 'constant') return undefined;
  return origin.kind === 'input' ? origin.region : origin.node.region;
}

export function depthOf(region: Region | undefined): number {
  return region ? depthOf(region.parent) + 1 : 0;
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
    if (Object.keys(origin.node.bodies).length > 0) return false;
    makers.add(origin.node);
    values.push(...origin.node.inputs.filter((input) => input !== null));
  }
  return true;
}
