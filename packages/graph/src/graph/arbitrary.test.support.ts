/** Random well-formed graphs for property tests: every kind of attribute, dtype and name. */
import * as fc from 'fast-check';
import { constantOf } from './constant.ts';
import { sizeOf } from './shape.ts';
import { dataTypes, type NumberType } from './data-type.ts';
import type { Attribute, Constant, Graph, Node, ValueInfo } from './graph.ts';

const dtypes = Object.keys(dataTypes) as NumberType[];
const word = fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}$/);
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
const float = fc.float();
const integer = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(2 ** 63, -(2 ** 63)));

const ranges: Record<NumberType, fc.Arbitrary<number | bigint>> = {
  float32: float,
  float64: fc.double(),
  float16: fc.integer({ min: 0, max: 0xffff }),
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -32768, max: 32767 }),
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  uint8: fc.integer({ min: 0, max: 255 }),
  uint16: fc.integer({ min: 0, max: 65535 }),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  bool: fc.integer({ min: 0, max: 1 }),
};

const arbitraryConstant: fc.Arbitrary<Constant> = fc
  .tuple(fc.constantFrom(...dtypes), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }))
  .chain(([dtype, shape]) => {
    const length = sizeOf(shape);
    return fc
      .array(ranges[dtype], { minLength: length, maxLength: length })
      .map((values) => constantOf(dtype, shape, values));
  });

const arbitraryType = fc.record({
  dtype: fc.constantFrom(...dtypes),
  shape: fc.array(fc.oneof(fc.nat(9), text), { maxLength: 4 }),
});

function arbitraryAttribute(depth: number): fc.Arbitrary<Attribute> {
  const flat: fc.Arbitrary<Attribute>[] = [
    fc.record({ type: fc.constant('int' as const), value: integer }),
    fc.record({ type: fc.constant('ints' as const), value: fc.array(integer, { maxLength: 3 }) }),
    fc.record({ type: fc.constant('float' as const), value: float }),
    fc.record({ type: fc.constant('floats' as const), value: fc.array(float, { maxLength: 3 }) }),
    fc.record({ type: fc.constant('string' as const), value: text }),
    fc.record({ type: fc.constant('strings' as const), value: fc.array(text, { maxLength: 3 }) }),
    fc.record({ type: fc.constant('tensor' as const), value: arbitraryConstant }),
  ];
  if (depth === 0) return fc.oneof(...flat);
  const body = arbitraryGraph(depth - 1).map((value) => ({ type: 'graph' as const, value }));
  return fc.oneof(...flat, body);
}

/** Graphs whose nodes carry subgraphs up to `depth` deep. Operators are made up. */
export function arbitraryGraph(depth = 1): fc.Arbitrary<Graph> {
  const node = fc.record({
    op: word,
    domain: fc.constantFrom('', 'com.example'),
    picks: fc.array(fc.nat(), { maxLength: 3 }),
    attributes: fc.dictionary(word, arbitraryAttribute(depth), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    known: fc.option(arbitraryType, { nil: undefined }),
  });
  return fc
    .record({
      name: word,
      inputs: fc.array(arbitraryType, { maxLength: 2 }),
      output: arbitraryType,
      constants: fc.array(arbitraryConstant, { maxLength: 2 }),
      nodes: fc.array(node, { minLength: 1, maxLength: 3 }),
    })
    .chain((parts) => {
      const count = parts.inputs.length + parts.constants.length + 2 * parts.nodes.length;
      return fc.uniqueArray(text, { minLength: count, maxLength: count }).map((names) =>
        build(
          parts,
          names.map((name) => `${depth}${name}`),
        ),
      );
    });
}

interface Parts {
  readonly name: string;
  readonly inputs: readonly Omit<ValueInfo, 'name'>[];
  readonly output: Omit<ValueInfo, 'name'>;
  readonly constants: readonly Constant[];
  readonly nodes: readonly {
    readonly op: string;
    readonly domain: string;
    readonly picks: readonly number[];
    readonly attributes: Record<string, Attribute>;
    readonly known: Omit<ValueInfo, 'name'> | undefined;
  }[];
}

function build(parts: Parts, names: string[]): Graph {
  const take = (): string => names.pop() ?? '';
  const inputs = parts.inputs.map((info) => ({ name: take(), ...info }));
  const initializers = new Map(parts.constants.map((constant) => [take(), constant]));
  const available = ['', ...inputs.map(({ name }) => name), ...initializers.keys()];
  const values = new Map<string, ValueInfo>();
  const nodes = parts.nodes.map(({ op, domain, picks, attributes, known }, index): Node => {
    const chosen = picks.map((pick) => available[pick % available.length] ?? '');
    const output = take();
    available.push(output);
    if (known && index + 1 < parts.nodes.length) values.set(output, { name: output, ...known });
    const name = index % 2 === 0 ? take() : output;
    return { name, op, domain, inputs: chosen, outputs: [output], attributes };
  });
  const outputs = [{ name: available.at(-1) ?? '', ...parts.output }];
  return { name: parts.name, inputs, outputs, initializers, nodes, values };
}
