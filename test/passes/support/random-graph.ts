/**
 * Random graphs that can be run: chains of operators with known shapes over values of rank 2 to 4,
 * with transposes between them. For property tests of passes.
 */
import * as fc from 'fast-check';
import type { Attribute, Constant, Graph, Node, ValueInfo } from '@ganport/graph';

type Made = Omit<ValueInfo, 'shape'> & { readonly shape: readonly number[] };

/** Adds a node of one operator to a value; random numbers choose its parameters. */
type Step = (graph: Builder, x: Made, choose: (below: number) => number) => Made;

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

class Builder {
  readonly nodes: Node[] = [];
  readonly initializers = new Map<string, Constant>();
  readonly values: Made[] = [];

  op(
    op: string,
    inputs: readonly string[],
    shape: readonly number[],
    attributes: Record<string, Attribute> = {},
    dtype: Made['dtype'] = 'float32',
  ): Made {
    const name = `v${this.nodes.length}`;
    this.nodes.push({ name, op, domain: '', inputs, outputs: [name], attributes });
    const made = { name, dtype, shape };
    this.values.push(made);
    return made;
  }

  ints(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant({ dtype: 'int64', shape: [values.length], data });
  }

  floats(shape: readonly number[], first: number): string {
    const data = Float32Array.from(
      { length: sizeOf(shape) },
      (_, index) => ((first + index) % 7) / 4 - 0.75,
    );
    return this.constant({ dtype: 'float32', shape, data });
  }

  uniform(shape: readonly number[], value: number): string {
    const data = new Float32Array(sizeOf(shape)).fill(value);
    return this.constant({ dtype: 'float32', shape, data });
  }

  constant(constant: Constant): string {
    const name = `c${this.initializers.size}`;
    this.initializers.set(name, constant);
    return name;
  }
}

const int = (value: number): Attribute => ({ type: 'int', value });
const without = (shape: readonly number[], axis: number) => shape.toSpliced(axis, 1);

const transpose = (graph: Builder, { name, shape }: Made, perm: readonly number[]): Made => {
  const after = perm.map((axis) => shape[axis] ?? 1);
  return graph.op('Transpose', [name], after, { perm: { type: 'ints', value: perm } });
};

/** The axes in another order. */
function shuffled(axes: readonly number[], choose: (below: number) => number): number[] {
  const left = [...axes];
  return axes.map(() => left.splice(choose(left.length), 1)[0] ?? 0);
}

const steps: Readonly<Record<string, Step>> = {
  transpose: (graph, x, choose) => transpose(graph, x, shuffled([...x.shape.keys()], choose)),
  leakyRelu: (graph, { name, shape }) => graph.op('LeakyRelu', [name], shape),
  constant: (graph, { name, shape }, choose) => {
    const operand = shape.slice(choose(shape.length + 1)).map((size) => (choose(3) ? size : 1));
    const op = ['Add', 'Mul', 'Sub'][choose(3)] ?? '';
    const inputs = [name, graph.floats(operand, choose(7))];
    return graph.op(op, choose(2) ? inputs : inputs.toReversed(), shape);
  },
  addEqual: (graph, { name, shape }, choose) => {
    const fitting = graph.values.filter((other) => other.shape.join() === shape.join());
    return graph.op('Add', [name, fitting[choose(fitting.length)]?.name ?? name], shape);
  },
  mean: (graph, { name, shape }, choose) => {
    const axis = choose(shape.length);
    const axes = graph.ints([axis - (choose(2) ? shape.length : 0)]);
    return graph.op('ReduceMean', [name, axes], shape.with(axis, 1));
  },
  max: (graph, x, choose) => {
    if (x.shape.length <= 2) return x;
    const axis = choose(x.shape.length);
    const attributes = { keepdims: int(0) };
    return graph.op('ReduceMax', [x.name, graph.ints([axis])], without(x.shape, axis), attributes);
  },
  softmax: (graph, { name, shape }, choose) =>
    graph.op('Softmax', [name], shape, { axis: int(choose(shape.length)) }),
  concat: (graph, { name, shape }, choose) => {
    const axis = choose(shape.length);
    const size = (shape[axis] ?? 1) * 2;
    return graph.op('Concat', [name, name], shape.with(axis, size), { axis: int(axis) });
  },
  /** A part that is joined again along the same axis. */
  joined: (graph, { name, shape }, choose) => {
    const axis = choose(shape.length);
    const size = shape[axis] ?? 1;
    const part = graph.op('Concat', [name, name], shape.with(axis, size * 2), { axis: int(axis) });
    const inputs = choose(2) ? [name, part.name] : [part.name, name];
    const same = axis - (choose(2) ? shape.length : 0);
    return graph.op('Concat', inputs, shape.with(axis, size * 3), { axis: int(same) });
  },
  /** An operand that is given leading axes of size 1. */
  leadingAxes: (graph, { name, shape }, choose) => {
    if (shape.length < 2) return graph.op('Abs', [name], shape);
    const last = shape.slice(-1);
    const axes = graph.ints([...shape.keys()].slice(0, -1));
    const row = graph.op('ReduceMax', [name, axes], last, { keepdims: int(0) });
    const long = [...Array<number>(1 + choose(shape.length - 1)).fill(1), ...last];
    const wide = graph.op('Reshape', [row.name, graph.ints(long)], long);
    return graph.op('Sub', choose(2) ? [name, wide.name] : [wide.name, name], shape);
  },
  pad: (graph, { name, shape }, choose) => {
    const pads = [...shape, ...shape].map(() => choose(2));
    const rank = shape.length;
    const after = shape.map((size, axis) => size + (pads[axis] ?? 0) + (pads[axis + rank] ?? 0));
    return graph.op('Pad', [name, graph.ints(pads)], after);
  },
  slice: (graph, { name, shape }, choose) => {
    const axis = choose(shape.length);
    const inputs = [[0], [1], [axis]].map((values) => graph.ints(values));
    return graph.op('Slice', [name, ...inputs], shape.with(axis, 1));
  },
  unsqueeze: (graph, x, choose) => {
    if (x.shape.length >= 4) return x;
    const axis = choose(x.shape.length + 1);
    return graph.op('Unsqueeze', [x.name, graph.ints([axis])], x.shape.toSpliced(axis, 0, 1));
  },
  squeeze: (graph, x) => {
    const axis = x.shape.indexOf(1);
    if (axis < 0 || x.shape.length <= 2) return x;
    return graph.op('Squeeze', [x.name, graph.ints([axis])], without(x.shape, axis));
  },
  gather: (graph, { name, shape }, choose) => {
    const axis = choose(shape.length);
    const inputs = [name, graph.ints([0, 0, (shape[axis] ?? 1) - 1])];
    return graph.op('Gather', inputs, shape.with(axis, 3), { axis: int(axis) });
  },
  tile: (graph, { name, shape }, choose) => {
    const counts = shape.map(() => 1 + choose(2));
    const after = shape.map((size, axis) => size * (counts[axis] ?? 1));
    return graph.op('Tile', [name, graph.ints(counts)], after);
  },
  sameReshape: (graph, { name, shape }) => graph.op('Reshape', [name, graph.ints(shape)], shape),
  flatten: (graph, { name, shape }) => {
    const last = shape.at(-1) ?? 1;
    const after = [sizeOf(shape) / last, last];
    return graph.op('Reshape', [name, graph.ints(after)], after);
  },
  batch: (graph, { name, shape }, choose) => {
    const after = shape.length > 2 ? shape : [1, ...shape];
    const cut = choose(2) ? after : [1, sizeOf(after.slice(0, -1)), after.at(-1) ?? 1];
    return graph.op('Reshape', [name, graph.ints(cut)], cut);
  },
  relu: (graph, { name, shape }) => graph.op('Relu', [name], shape),
  clip: (graph, { name, shape }, choose) => {
    const bounds = [choose(2) - 1, 1 + choose(3)].map((value) => graph.uniform([], value));
    return graph.op('Clip', [name, ...bounds], shape);
  },
  hardSwish: (graph, { name, shape }, choose) => {
    const number = (value: number) => graph.uniform([], value);
    const { name: sum } = graph.op('Add', [name, number(3)], shape);
    const { name: gate } = graph.op('Clip', [sum, number(0), number(6)], shape);
    const product = graph.op('Mul', choose(2) ? [name, gate] : [gate, name], shape);
    return graph.op('Div', [product.name, number(6)], shape);
  },
  spatialMean: (graph, { name, shape }, choose) => {
    if (shape.length !== 4) return graph.op('Abs', [name], shape);
    const kept = [...shape.slice(0, 2), 1, 1];
    const keepdims = choose(2);
    const after = keepdims ? kept : shape.slice(0, 2);
    const op = choose(2) ? 'ReduceMean' : 'ReduceMax';
    const made = graph.op(op, [name, graph.ints([2, -1])], after, { keepdims: int(keepdims) });
    const [other, axes] = keepdims
      ? (['Squeeze', shape.slice(0, 2)] as const)
      : (['Unsqueeze', kept] as const);
    return choose(2) ? graph.op(other, [made.name, graph.ints([2, 3])], axes) : made;
  },
  paddedWindow: (graph, { name, shape }, choose) => {
    if (shape.length !== 4) return graph.op('Abs', [name], shape);
    const pads = [0, 0, choose(2), choose(2), 0, 0, choose(2), choose(2)];
    const padded = shape.map((size, axis) => size + (pads[axis] ?? 0) + (pads[axis + 4] ?? 0));
    const op = ['Conv', 'MaxPool', 'AveragePool'][choose(3)] ?? '';
    // ONNX Runtime 1.30 itself folds a Pad with zeros into a MaxPool, also where numbers are negative.
    // Of two Pads before a pool it folds both, and may refuse the sum of their paddings.
    const image = op === 'Conv' ? name : graph.op('Abs', [name], shape).name;
    const inputs = [graph.op('Pad', [image, graph.ints(pads)], padded).name];
    const [, channels = 1, height = 1, width = 1] = padded;
    const kernel = [Math.min(height, 2), Math.min(width, 2)];
    const out = op === 'Conv' ? 1 + choose(3) : channels;
    if (op === 'Conv') inputs.push(graph.floats([out, channels, ...kernel], choose(7)));
    const after = [shape[0] ?? 1, out, ...kernel.map((k, i) => ([height, width][i] ?? 1) - k + 1)];
    return graph.op(op, inputs, after, { kernel_shape: { type: 'ints', value: kernel } });
  },
  gemm: (graph, { name, shape }, choose) => {
    const rows = shape.at(-1) ?? 1;
    const flat = [sizeOf(shape) / rows, rows];
    const x = graph.op('Reshape', [name, graph.ints(flat)], flat);
    const columns = 1 + choose(4);
    const after = [flat[0] ?? 1, columns];
    const inputs = [x.name, graph.floats([rows, columns], choose(7)), graph.floats([columns], 1)];
    const product = graph.op('Gemm', inputs, after);
    const restored = [...shape.slice(0, -1), columns];
    return choose(3)
      ? graph.op('Reshape', [product.name, graph.ints(restored)], restored)
      : product;
  },
  imageToDense: (graph, { name, shape }, choose) => {
    if (shape.length !== 4) return graph.op('Abs', [name], shape);
    const perm = { type: 'ints', value: [0, 2, 3, 1] } as const;
    const last = [0, 2, 3, 1].map((axis) => shape[axis] ?? 1);
    const images = graph.op('Transpose', [name], last, { perm });
    const [batch = 1, ...rest] = shape;
    const flat = [batch, sizeOf(rest)];
    const x = graph.op('Reshape', [images.name, graph.ints(flat)], flat);
    const weight = graph.floats([sizeOf(rest), sizeOf(rest)], choose(7));
    const product = graph.op('MatMul', [x.name, weight], flat);
    const active = choose(2) ? graph.op('Relu', [product.name], flat) : product;
    const back = graph.op('Reshape', [active.name, graph.ints(last)], last);
    return graph.op('Transpose', [back.name], shape, { perm: { ...perm, value: [0, 3, 1, 2] } });
  },
  signal: (graph, { name, shape }, choose) => {
    if (shape.length !== 3) return graph.op('Abs', [name], shape);
    const [batch = 1, length = 1, channels = 1] = shape;
    const column = choose(2) === 1;
    const long = column ? [batch, length, 1, channels] : [batch, 1, length, channels];
    const axis = graph.ints([column ? 2 : 1]);
    const images = graph.op('Unsqueeze', [name, axis], long);
    const nchw = [0, 3, 1, 2].map((from) => long[from] ?? 1);
    const first = graph.op('Transpose', [images.name], nchw, {
      perm: { type: 'ints', value: [0, 3, 1, 2] },
    });
    const size = Math.min(length, 2);
    const kernel = column ? [size, 1] : [1, size];
    const after = nchw.map((n, i) => (i < 2 ? n : n - (kernel[i - 2] ?? 1) + 1));
    const pooled = graph.op('MaxPool', [first.name], after, {
      kernel_shape: { type: 'ints', value: kernel },
    });
    const nhwc = [0, 2, 3, 1].map((from) => after[from] ?? 1);
    const last = graph.op('Transpose', [pooled.name], nhwc, {
      perm: { type: 'ints', value: [0, 2, 3, 1] },
    });
    return graph.op('Squeeze', [last.name, axis], without(nhwc, column ? 2 : 1));
  },
  neg: (graph, { name, shape }) => graph.op('Neg', [name], shape),
  uniform: (graph, { name, shape }, choose) => {
    const uniform = graph.uniform(choose(2) ? shape : shape.slice(1), choose(3));
    return graph.op(['Mul', 'Sub', 'Add'][choose(3)] ?? '', [name, uniform], shape);
  },
  perChannel: (graph, { name, shape }, choose) => {
    const channel = shape.length === 4 ? 1 : shape.length - 1;
    const operand = graph.floats(
      shape.map((size, axis) => (axis === channel ? size : 1)),
      choose(7),
    );
    return graph.op(['Mul', 'Sub', 'Add'][choose(3)] ?? '', [name, operand], shape);
  },
  /** A product and a sum with one number for each element of the second axis. */
  affine: (graph, { name, shape }, choose) => {
    const sizes = shape.map((size, axis) => (axis === 1 ? size : 1));
    const factor = graph.floats(sizes, choose(7));
    const { name: scaled } = graph.op('Mul', choose(2) ? [name, factor] : [factor, name], shape);
    return graph.op(choose(2) ? 'Add' : 'Sub', [scaled, graph.floats(sizes, choose(7))], shape);
  },
  /** An axis that is removed and added again, with operators between. */
  squeezed: (graph, { name, shape }, choose) => {
    const axis = choose(shape.length + 1);
    const long = shape.toSpliced(axis, 0, 1);
    const axes = graph.ints([axis]);
    const x = graph.op('Unsqueeze', [name, axes], long);
    const active = graph.op('Relu', [x.name], long);
    const sum = choose(2) ? graph.op('Add', [active.name, x.name], long) : active;
    return graph.op('Squeeze', [sum.name, axes], shape);
  },
  repeat: (graph, { name, shape }, choose) => {
    const after = shape.map((size) => (size === 1 ? 1 + choose(3) : size));
    if (choose(2)) return graph.op('Expand', [name, graph.ints(after)], after);
    return graph.op('Mul', [graph.uniform(after, 1), name], after);
  },
  affineDense: (graph, { name, shape }, choose) => {
    const [rows, columns] = [shape.at(-1) ?? 1, 1 + choose(3)];
    const flat = [sizeOf(shape) / rows, rows];
    const x = graph.op('Reshape', [name, graph.ints(flat)], flat);
    const op = ['Add', 'Sub', 'Mul'][choose(3)] ?? '';
    const { name: moved } = graph.op(op, [x.name, graph.floats([rows], choose(7))], flat);
    const inputs = [moved, graph.floats([rows, columns], choose(7))];
    return graph.op('MatMul', inputs, [flat[0] ?? 1, columns]);
  },
  denseAffine: (graph, { name, shape }, choose) => {
    const [rows, columns] = [shape.at(-1) ?? 1, 1 + choose(3)];
    const after = [...shape.slice(0, -1), columns];
    const product = graph.op('MatMul', [name, graph.floats([rows, columns], choose(7))], after);
    const inputs = [product.name, graph.floats([columns], choose(7))];
    return graph.op('Mul', inputs, after);
  },
  matMul: (graph, { name, shape }, choose) => {
    const columns = 1 + choose(3);
    const batch = shape.length === 3 && shape[0] === 1 && choose(2) ? [1] : [];
    const weight = graph.floats([...batch, shape.at(-1) ?? 1, columns], choose(7));
    return graph.op('MatMul', [name, weight], [...shape.slice(0, -1), columns]);
  },
  conv: (graph, x, choose) => {
    if (x.shape.length !== 4) return x;
    const channels = x.shape[1] ?? 1;
    const out = 1 + choose(3);
    if (choose(2)) {
      const weight = graph.floats([channels, out, 1, 1], choose(7));
      return graph.op('ConvTranspose', [x.name, weight], x.shape.with(1, out));
    }
    const inputs = [x.name, graph.floats([out, channels, 1, 1], choose(7))];
    if (choose(2)) inputs.push(graph.floats([out], choose(7)));
    return graph.op('Conv', inputs, x.shape.with(1, out));
  },
};

const insideBatch: Step = (graph, x, choose) => {
  const [first = 0, ...rest] = x.shape.keys();
  return transpose(graph, x, [first, ...shuffled(rest, choose)]);
};

interface Options {
  /** The largest number of operators; 10 by default. */
  readonly length?: number;
  /** Operators of every second node; Transpose by default. */
  readonly mostly?: readonly string[];
  /** Whether x is a constant, so that every value depends on constants alone. */
  readonly constant?: boolean;
  /** Whether the first axis stays the first in every Transpose. */
  readonly batchFirst?: boolean;
}

/** Graphs of one input x, whose outputs are the last value and the first value with several uses. */
export function runnableGraph(options: Options = {}): fc.Arbitrary<Graph> {
  const { length = 10, mostly = ['transpose'], constant = false, batchFirst = false } = options;
  const names = Object.keys(steps);
  const shape = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 });
  const choice = fc.record({
    step: fc.oneof(fc.constantFrom(...mostly), fc.constantFrom(...names)),
    numbers: fc.infiniteStream(fc.nat()),
    from: fc.nat(),
  });
  return fc
    .tuple(shape, fc.array(choice, { minLength: 3, maxLength: length }))
    .map(([inputShape, choices]) => {
      const builder = new Builder();
      const input: Made = { name: 'x', dtype: 'float32', shape: inputShape };
      builder.values.push(input);
      let last = input;
      for (const { step, numbers, from } of choices) {
        // Usually a chain, sometimes a branch.
        const x = from % 4 === 0 ? (builder.values[from % builder.values.length] ?? last) : last;
        const choose = (below: number) => (numbers.next().value ?? 0) % below;
        const add = batchFirst && step === 'transpose' ? insideBatch : steps[step];
        const next = add?.(builder, x, choose) ?? x;
        // Sizes stay small.
        if (sizeOf(next.shape) <= 2000) last = next;
      }
      const made = builder.values.filter(({ name }) => name !== 'x');
      const { nodes, initializers } = builder;
      const values = new Map<string, ValueInfo>(made.map((value) => [value.name, value]));
      if (constant) {
        const y = { ...last, name: 'y' };
        const data = Float32Array.from({ length: sizeOf(inputShape) }, (_, i) => (i % 5) / 2 - 1);
        initializers.set('x', { dtype: 'float32', shape: inputShape, data });
        nodes.push({
          ...{ name: 'y', op: 'Identity', domain: '', attributes: {} },
          ...{ inputs: [last.name], outputs: ['y'] },
        });
        return { name: 'g', inputs: [], outputs: [y], initializers, nodes, values };
      }
      const chosen = [last, ...made.slice(0, 1)].filter(({ name }) => name !== 'x');
      const outputs = [...new Map(chosen.map((value) => [value.name, value])).values()];
      for (const { name } of outputs) values.delete(name);
      return { name: 'g', inputs: [input], outputs, initializers, nodes, values };
    })
    .filter(({ outputs }) => outputs.length > 0);
}
