/** Puts other nodes in place of the convolutions of one graph, or of one function, that are misread. */
import { encodeConstant, encodeNode } from '../onnx-bytes.ts';
import { type Bytes, type Field, textsOf } from '../protobuf.ts';
import { type ConvNode, isOperator, nodeFields, readConv, writeConv } from './conv-node.ts';
import { missingChannels, padsOfProduct, type Sizes, sizesOf } from './misread.ts';
import type { Shapes } from './shapes.ts';

/** Makes names that the model does not have. */
export interface Names {
  fresh(base: string): string;
  /** Whether a repair has made a name, also an earlier one. */
  isMade(name: string): boolean;
}

/** An end of Slice behind every row. */
const END = 2 ** 31 - 1;

/** Lists of these operators are inputs since these operator sets, and attributes before. */
const listsAreInputs: Readonly<Record<'Pad' | 'Slice', number>> = { Pad: 11, Slice: 10 };

/** Images before a convolution that are looked at; no exporter writes that many in a row. */
const mostPads = 8;

/** Operators that ONNX Runtime takes out before it joins a Pad to a convolution. */
const takenOut = ['Identity', 'Dropout'];

export class Convolutions {
  readonly #opset: number;
  readonly #shapes: Shapes;
  readonly #names: Names;
  /** Values with channels of zeros, by their names without and the number of channels. */
  readonly #wide = new Map<string, string>();
  /** Results of Pad, and what is padded. */
  readonly #unpadded = new Map<string, string>();

  constructor(opset: number, shapes: Shapes, names: Names) {
    this.#opset = opset;
    this.#shapes = shapes;
    this.#names = names;
  }

  /** @returns nodes in place of a convolution that is misread; undefined for all others */
  replace(node: readonly Field[]): readonly Bytes[] | undefined {
    this.#follow(node);
    const conv = readConv(node);
    if (!conv) return undefined;
    const [x = '', w = ''] = conv.inputs;
    const images = this.#imagesOf(x).map((name) => this.#shapes.of(name));
    const sizes = sizesOf(conv, this.#shapes.of(w), images);
    if (!sizes) return undefined;
    const nodes: Bytes[] = [];
    const inputs = this.#withChannels(conv, sizes, nodes);
    const pads = padsOfProduct(conv, sizes);
    if (!inputs && !pads) return undefined;
    if (pads) this.#withRow(node, conv, inputs ?? conv.inputs, pads, nodes);
    else nodes.push(writeConv(node, inputs ?? conv.inputs, conv.output));
    return nodes;
  }

  #follow(node: readonly Field[]): void {
    const [from = ''] = textsOf(node, nodeFields.input);
    const [to = ''] = textsOf(node, nodeFields.output);
    // Channels of zeros are never joined.
    if (this.#names.isMade(to)) return;
    const source = isOperator(node, ['Pad'])
      ? from
      : isOperator(node, takenOut)
        ? this.#unpadded.get(from)
        : undefined;
    if (source !== undefined) this.#unpadded.set(to, source);
  }

  /** An image, what it was before a Pad, before another one, and so on. */
  #imagesOf(x: string): string[] {
    const images = [x];
    while (images.length < mostPads) {
      const before = this.#unpadded.get(images.at(-1) ?? '');
      if (before === undefined) break;
      images.push(before);
    }
    return images;
  }

  /** Adds nodes for channels of zeros. @returns the convolution's inputs with them, where it needs any */
  #withChannels({ inputs }: ConvNode, sizes: Sizes, nodes: Bytes[]): string[] | undefined {
    const [x = '', w = '', ...rest] = inputs;
    const missing = missingChannels(sizes);
    if (missing === 0) return undefined;
    const axes = sizes.rank + 2;
    // Every begin, then every end.
    const ends = (zeros: number) =>
      Array.from({ length: 2 * axes }, (_, i) => (i === axes + 1 ? zeros : 0));
    if (missing !== 'computed') {
      const pads = ends(missing);
      return [...[x, w].map((name) => this.#wideOf(name, missing, pads, nodes)), ...rest];
    }
    if (this.#opset < listsAreInputs.Pad || this.#names.isMade(w)) return undefined;
    // 3 · c mod 4 is what c lacks to the next multiple of four.
    const shape = this.#node('Shape', [w], nodes);
    const channels = this.#node('Gather', [shape, this.#list([1], nodes)], nodes);
    const triples = this.#node('Mul', [channels, this.#list(ends(3), nodes)], nodes);
    const pads = this.#node('Mod', [triples, this.#list([4], nodes)], nodes);
    return [...[x, w].map((name) => this.#node('Pad', [name, pads], nodes, name)), ...rest];
  }

  #wideOf(value: string, zeros: number, pads: readonly number[], nodes: Bytes[]): string {
    const key = `${zeros} ${value}`;
    const name = this.#wide.get(key) ?? this.#names.fresh(value);
    if (!this.#wide.has(key)) this.#listNode('Pad', value, name, { pads }, nodes);
    this.#wide.set(key, name);
    return name;
  }

  /** The convolution with a row of results in front, which is taken off. */
  #withRow(
    node: readonly Field[],
    { output, strides: [stride = 1] }: ConvNode,
    inputs: readonly string[],
    [begin = 0, ...pads]: readonly number[],
    nodes: Bytes[],
  ): void {
    const tall = this.#names.fresh(output);
    nodes.push(writeConv(node, inputs, tall, [begin + stride, ...pads]));
    this.#listNode('Slice', tall, output, { starts: [1], ends: [END], axes: [2] }, nodes);
  }

  #listNode(
    op: 'Pad' | 'Slice',
    from: string,
    to: string,
    lists: Readonly<Record<string, readonly number[]>>,
    nodes: Bytes[],
  ): void {
    const isInput = this.#opset >= listsAreInputs[op];
    const names = isInput ? Object.values(lists).map((list) => this.#list(list, nodes)) : [];
    const attributes = isInput ? {} : lists;
    nodes.push(
      Uint8Array.from(encodeNode({ op, inputs: [from, ...names], outputs: [to], attributes })),
    );
  }

  #list(numbers: readonly number[], nodes: Bytes[]): string {
    const name = this.#names.fresh('list');
    const data = BigInt64Array.from(numbers, BigInt);
    nodes.push(encodeConstant(name, { dtype: 'int64', dims: [numbers.length], data }));
    return name;
  }

  #node(op: string, inputs: readonly string[], nodes: Bytes[], base = op): string {
    const output = this.#names.fresh(base);
    nodes.push(encodeNode({ op, inputs, outputs: [output] }));
    return output;
  }
}
