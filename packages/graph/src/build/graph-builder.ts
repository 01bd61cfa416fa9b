/**
 * The builder of graphs: `op` records an ONNX node and returns the value that the node computes.
 * collect.ts makes a Graph of values; ops.ts has common operators with the shapes of their results.
 */
import {
  type DataType,
  dataTypes,
  isBig,
  type NumberType,
  numeric,
  type TypedArray,
} from '../graph/data-type.ts';
import type { Attribute, Constant } from '../graph/graph.ts';
import { toFloat16Bits } from '../graph/float16.ts';
import { at } from '../graph/shape.ts';
import { defaultOpset, domainOf } from '../opset.ts';
import {
  depthOf,
  type NamedValue,
  type RecordedNode,
  type Region,
  regionOf,
  type Value,
} from './value.ts';

/**
 * How convolutions are written.
 * - 'direct': each one as a Conv or ConvTranspose node. Right for constant weights and for GPUs.
 * - 'cpu': each one in the form (convolution/) that is fastest on a CPU, native or WebAssembly, when
 *   its weights change from run to run, as in training: ONNX Runtime arranges weights for its Conv
 *   once, and only if they are constants. Passes then also write for a CPU: see `trainingPassesFor`.
 */
export type ConvolutionStrategy = 'direct' | 'cpu';

/** Shorthand for attributes: an integer, integers or a string. `float` marks floats. */
export type AttributeLiteral = number | readonly number[] | string | Attribute;

export interface OutputType {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  /** In the name of the value, in place of the scope of its node. */
  readonly scope?: string;
}

/** A float attribute: `{ alpha: float(1) }`, since a plain 1 is an integer. */
export function float(value: number): Attribute {
  return { type: 'float', value };
}

function toAttribute(literal: AttributeLiteral): Attribute {
  if (typeof literal === 'number') return { type: 'int', value: literal };
  if (typeof literal === 'string') return { type: 'string', value: literal };
  if (isIntegers(literal)) return { type: 'ints', value: literal };
  return literal;
}

function isIntegers(literal: readonly number[] | Attribute): literal is readonly number[] {
  return Array.isArray(literal);
}

export interface BuilderOptions {
  /** 'direct' by default. */
  readonly convolution?: ConvolutionStrategy;
  /** ONNX operator set of the file, for code that has a choice of operators; 18 by default. */
  readonly opset?: number;
}

/**
 * Records nodes.
 *
 * @example
 * const builder = new GraphBuilder();
 * const x = builder.input('x', { dtype: 'float32', shape: [2, 3] });
 * const y = builder.op('Softmax', [x], { axis: 1 }, x);
 * const graph = collectGraph('softmax', [{ name: 'x', value: x }], [{ name: 'y', value: y }]);
 */
export class GraphBuilder {
  /** How the next convolution is written. */
  convolution: ConvolutionStrategy;
  readonly opset: number;
  #scopes: string[] = [];
  #order = 0;
  #region: Region | undefined;
  #memos = new WeakMap<Value, Map<string, [Value, Region | undefined][]>>();

  constructor(options: BuilderOptions = {}) {
    this.convolution = options.convolution ?? 'direct';
    this.opset = options.opset ?? defaultOpset;
  }

  /** The number of nodes that are recorded: the `order` of the next one. */
  get recorded(): number {
    return this.#order;
  }

  /** Makes nothing that is recorded from now on share what `memo` made before. */
  forgetMemos(): void {
    this.#memos = new WeakMap();
  }

  /** The scopes that are open, outermost first, joined by `/`. */
  get scope(): string {
    return this.#scopes.join('/');
  }

  /** Runs `body` with `name` as the innermost scope of every node it records. */
  inScope<T>(name: string, body: () => T): T {
    this.#scopes.push(name);
    try {
      return body();
    } finally {
      this.#scopes.pop();
    }
  }

  /**
   * Records a node with one output of the given type. `null` leaves out an optional input. The operator is
   * of ONNX's own set, or one of the few of other domains that ganport writes (opset.ts).
   *
   * @example
   * const y = builder.op('LeakyRelu', [x], { alpha: float(0.2) }, x);
   */
  op(
    op: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, AttributeLiteral>>,
    output: OutputType,
  ): Value {
    return at(this.ops(op, inputs, attributes, [output]), 0);
  }

  /**
   * Records a node with several outputs.
   *
   * @example
   * const [largest, positions] = builder.ops('TopK', [x, k], { axis: 1 }, [x, { ...x, dtype: 'int64' }]);
   */
  ops(
    op: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, AttributeLiteral>>,
    outputs: readonly OutputType[],
    bodies: Readonly<Record<string, Region>> = {},
  ): Value[] {
    const values: Value[] = [];
    const node: RecordedNode = {
      op,
      domain: domainOf(op),
      scope: this.scope,
      order: this.#order++,
      inputs,
      outputs: values,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, literal]) => [name, toAttribute(literal)]),
      ),
      region: this.#home(inputs, Object.values(bodies)),
      bodies,
      outputScopes: outputs.map(({ scope }) => scope),
    };
    for (const [index, { dtype, shape }] of outputs.entries()) {
      values.push({ dtype, shape: [...shape], origin: { kind: 'node', node, index } });
    }
    return values;
  }

  /** The region of a node: the innermost one that an input depends on, or the branch that is recorded. */
  #home(inputs: readonly (Value | null)[], bodies: readonly Region[]): Region | undefined {
    // Subgraphs may read any value of the region around them.
    let home = bodies.length > 0 ? this.#region : this.#branch();
    for (const input of inputs) {
      const region = input ? regionOf(input) : undefined;
      if (depthOf(region) > depthOf(home)) home = region;
    }
    return home;
  }

  /** The innermost branch around what is recorded now. */
  #branch(): Region | undefined {
    let region = this.#region;
    while (region && !region.isBranch) region = region.parent;
    return region;
  }

  /**
   * Records a subgraph: the body of a Loop, or a branch of an If. It may read values that were recorded
   * before it.
   *
   * @param inputs types of the subgraph's own inputs; none for a branch
   * @param body takes the inputs and returns the outputs
   * @example
   * const then = builder.region('branch', [], () => [unary(builder, 'Neg', x)]);
   */
  region(
    kind: 'branch' | 'body',
    inputs: readonly ({ readonly name: string } & OutputType)[],
    body: (inputs: readonly Value[]) => readonly Value[],
  ): Region {
    const outputs: NamedValue[] = [];
    const named: NamedValue[] = [];
    const region = { parent: this.#region, isBranch: kind === 'branch', inputs: named, outputs };
    for (const { name, dtype, shape } of inputs) {
      const origin = { kind: 'input', name, region } as const;
      named.push({ name, value: { dtype, shape, origin } });
    }
    this.#region = region;
    try {
      const results = body(named.map(({ value }) => value));
      for (const value of results) outputs.push({ name: 'result', value });
      return region;
    } finally {
      this.#region = region.parent;
    }
  }

  /**
   * An input of the graph.
   *
   * @example
   * const image = builder.input('image', { dtype: 'float32', shape: [1, 3, 8, 8] });
   */
  input(name: string, type: OutputType): Value {
    return { ...type, origin: { kind: 'input', name } };
  }

  /**
   * A constant, which becomes an initializer of the graph.
   *
   * @param name its name there; `const_N` by default
   * @example
   * const w = builder.constant({ dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) }, 'w');
   */
  constant(constant: Constant, name?: string): Value {
    const { dtype, shape } = constant;
    return { dtype, shape, origin: { kind: 'constant', constant, name } };
  }

  /**
   * A vector of int64: shapes, axes, pads. Equal vectors are not shared, since vectors that are equal at
   * one size may differ at another.
   */
  ints(values: readonly number[]): Value {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant({ dtype: 'int64', shape: [values.length], data });
  }

  /** A scalar of the given type. @throws GraphError 'bad-argument' for texts */
  scalar(value: number, type: DataType = 'float32'): Value {
    const dtype = numeric(type);
    return this.constant({ dtype, shape: [], data: filled(dtype, 1, value) });
  }

  /** Makes a value that is computed from `owner` alone once for each `key`. A branch sees its own ones only. */
  memo(owner: Value, key: string, make: () => Value): Value {
    let made = this.#memos.get(owner);
    if (!made) this.#memos.set(owner, (made = new Map()));
    const known = made.get(key) ?? [];
    const branch = this.#branch();
    for (const [value, region] of known) if (isAround(region, branch)) return value;
    const value = make();
    made.set(key, [...known, [value, branch]]);
    return value;
  }
}

/** Whether `inner` is `region` or inside it. */
function isAround(region: Region | undefined, inner: Region | undefined): boolean {
  if (region === inner) return true;
  return inner !== undefined && isAround(region, inner.parent);
}

function filled(dtype: NumberType, length: number, value: number): TypedArray {
  if (dtype === 'float16') return toFloat16Bits(new Float32Array(length).fill(value));
  const data = new dataTypes[dtype].array(length);
  if (isBig(data)) data.fill(BigInt(value));
  else data.fill(value);
  return data;
}
