/**
 * Random graphs that can be run: chains of operators with known shapes over values of rank 2 to 4,
 * with transposes between them. For property tests of passes.
 */
import * as fc from 'fast-check';
import type { Attribute, Constant, Graph, Node, ValueInfo } from '@ganport/export';

type Made = Omit<ValueInfo, 'shape'> & { readonly shape: readonly number[] };

/** Builds a node of one operator onto a value, with numbers to choose by. */
type Step = (graph: Builder, x: Made, choose: (below: number) => number) => Made;

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
    const length = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from({ length }, (_, index) => ((first + index) % 7) / 4 - 0.75);
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

const steps: readonly Step[] = [
  (graph, { name, shape }, choose) => {
    const axes = shape.map((_, axis) => axis);
    const perm = shape.map(() => axes.splice(choose(axes.length), 1)[0] ?? 0);
    const after = perm.map((axis) => shape[axis] ?? 1);
    return graph.op('Transpose', [name], after, { perm: { type: 'ints', value: perm } });
  },
  (graph, { name, shape }) => graph.op('LeakyRelu', [name], shape),
  (graph, { name, shape }, choose) => {
    const operand = shape.slice(choose(shape.length + 1)).map((size) => (choose(3) ? size : 1));
    const op = ['Add', 'Mul', 'Sub'][choose(3)] ?? '';
    const inputs = [name, graph.floats(operand, choose(7))];
    return graph.op(op, choose(2) ? inputs : inputs.toReversed(), shape);
  },
  (graph, { name, shape }, choose) => {
    const fitting = graph.values.filter((other) => other.shape.join() === shape.join());
    return graph.op('Add', [name, fitting[choose(fitting.length)]?.name ?? name], shape);
  },
  (graph, { name, shape }, choose) => {
    const axis = choose(shape.length);
    const axes = graph.ints([axis - (choose(2) ? shape.length : 0)]);
    return graph.op('ReduceMean', [name, axes], shape.with(axis, 1));
  },
  (graph, x, choose) => {
    if (x.shape.length <= 2) return x;
    const axis = choose(x.shape.length);
    const attributes = { keepdims: int(0) };
    return graph.op('ReduceMax', [x.name, graph.ints([axis])], without(x.shape, axis), attributes);
  },
  (graph, { name, shape }, choose) =>
    graph.op('Softmax', [name], shape, { axis: int(choose(shape.length)) }),
  (graph, { name, shape }, choose) => {
    const axis = choose(shape.length);
    const size = (shape[axis] ?? 1) * 2;
    return graph.op('Concat', [name, name], shape.with(axis, size), { axis: int(axis) });
  },
  (graph, { name, shape }, choose) => {
    const pads = [...shape, ...shape].map(() => choose(2));
    const rank = shape.length;
    const after = shape.map((size, axis) => size + (pads[axis] ?? 0) + (pads[axis + rank] ?? 0));
    return graph.op('Pad', [name, graph.ints(pads)], after);
  },
  (graph, { name, shape }, choose) => {
    const axis = choose(shape.length);
    const inputs = [[0], [1], [axis]].map((values) => graph.ints(values));
    return graph.op('Slice', [name, ...inputs], shape.with(axis, 1));
  },
  (graph, x, choose) => {
    if (x.shape.length >= 4) return x;
    const axis = choose(x.shape.length + 1);
    return graph.op('Unsqueeze', [x.name, graph.ints([axis])], x.shape.toSpliced(axis, 0, 1));
  },
  (graph, x) => {
    const axis = x.shape.indexOf(1);
    if (axis < 0 || x.shape.length <= 2) return x;
    return graph.op('Squeeze', [x.name, graph.ints([axis])], without(x.shape, axis));
  },
  (graph, { name, shape }, choose) => {
    const axis = choose(shape.length);
    const inputs = [name, graph.ints([0, 0, (shape[axis] ?? 1) - 1])];
    return graph.op('Gather', inputs, shape.with(axis, 3), { axis: int(axis) });
  },
  (graph, { name, shape }, choose) => {
    const counts = shape.map(() => 1 + choose(2));
    const after = shape.map((size, axis) => size * (counts[axis] ?? 1));
    return graph.op('Tile', [name, graph.ints(counts)], after);
  },
  (graph, { name, shape }) => graph.op('Reshape', [name, graph.ints(shape)], shape),
];

/** Graphs of up to `length` operators from one input, of which the last value and one more leave. */
export function runnableGraph(length = 10): fc.Arbitrary<Graph> {
  const shape = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 });
  const choice = fc.record({
    step: fc.nat(),
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
        // Mostly a chain; now and then a branch. Every second node is a transpose.
        const x = from % 4 === 0 ? (builder.values[from % builder.values.length] ?? last) : last;
        const choose = (below: number) => (numbers.next().value ?? 0) % below;
        const chosen = step % 2 === 0 ? steps[0] : steps[(step >> 1) % steps.length];
        const next = chosen?.(builder, x, choose) ?? x;
        // Sizes must not run away.
        if (next.shape.every((size) => size <= 12)) last = next;
      }
      const made = builder.values.filter(({ name }) => name !== 'x');
      const chosen = [last, ...made.slice(0, 1)].filter(({ name }) => name !== 'x');
      const outputs = [...new Map(chosen.map((value) => [value.name, value])).values()];
      const { nodes, initializers } = builder;
      const values = new Map<string, ValueInfo>(made.map((value) => [value.name, value]));
      for (const { name } of outputs) values.delete(name);
      return { name: 'g', inputs: [input], outputs, initializers, nodes, values };
    })
    .filter(({ outputs }) => outputs.length > 0);
}
