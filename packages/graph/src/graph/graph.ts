/**
 * A graph is plain data: named values, nodes that turn values into values, and constant tensors.
 * It mirrors ONNX's GraphProto (onnx/onnx IR.md) without its encoding; passes are functions from
 * graph to graph, and onnx/ turns it into bytes.
 */
import type { DataType, NumberType, TypedArray } from './data-type.ts';

/** A size, or the name of one that is known only when the graph runs (ONNX's dim_param). */
export type Dim = number | string;

export interface ValueInfo {
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: readonly Dim[];
}

/** A tensor whose numbers are known: an ONNX initializer or a tensor attribute. Row-major. */
export interface Constant {
  readonly dtype: NumberType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

export type Attribute =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'ints'; readonly value: readonly number[] }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'tensor'; readonly value: Constant }
  | { readonly type: 'graph'; readonly value: Graph };

export interface Node {
  /** Unique in its graph; `/` separates scopes, the first of which is the tfjs layer. */
  readonly name: string;
  /** The ONNX operator, for example Conv. */
  readonly op: string;
  /** The operator set's domain; '' is ONNX's own. */
  readonly domain: string;
  /** Names of values; '' stands for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: ReadonlyMap<string, Constant>;
  /** In an order in which every value is made before it is used. */
  readonly nodes: readonly Node[];
  /** Types and shapes of values between nodes, where they are known (ONNX's value_info). */
  readonly values: ReadonlyMap<string, ValueInfo>;
}

/** A graph with the header of an ONNX file (ModelProto). */
export interface Model {
  readonly graph: Graph;
  readonly irVersion: number;
  /** Version of each operator set by domain; '' is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly producerName: string;
  readonly producerVersion: string;
  /** A description for people. */
  readonly docString?: string;
  readonly metadata: Readonly<Record<string, string>>;
}
