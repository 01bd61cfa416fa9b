/**
 * Convolutions that ONNX Runtime (1.30) computes wrong on WebGPU, without an error, in forms that it
 * computes right:
 *
 * - With 6, 9, 15, 18 … input channels and a multiple of four outputs, it reads the channels in groups
 *   of three (microsoft/onnxruntime issue 29651). They get channels of zeros, up to a multiple of four.
 * - Where the filter is as large as the image, which is padded at the end alone, it computes only the
 *   first element, as a matrix product. One more row of results is computed in front, and taken off. A
 *   2 × 2 filter with SAME padding on a 2 × 2 image is one, and so is the gradient of every 2 × 2 filter
 *   with SAME padding.
 *
 * The bytes of a file are changed in place of a graph, which needs a reader of all of ONNX. Weights are
 * not read: ONNX Runtime pads those that are constants when it opens the model.
 */
import { encodeNode, encodeTensor } from '../onnx-bytes.ts';
import {
  type Bytes,
  type Field,
  field,
  fields,
  header,
  integersOf,
  join,
  lengthOf,
  textsOf,
} from '../protobuf.ts';
import { attributeFields, type ConvNode, nodeFields, readConv, writeConv } from './conv-node.ts';
import { graphFields, type Shape, Shapes } from './shapes.ts';

/** Field numbers of ModelProto and OperatorSetIdProto (onnx.proto). */
const modelFields = { graph: 7, opset: 8 } as const;
const opsetFields = { domain: 1, version: 2 } as const;

/** A subgraph is three messages deep, and Protocol Buffers' own readers refuse more than a hundred. */
const mostDepth = 32;

/**
 * The model as WebGPU computes it right; it computes the same everywhere. A convolution whose sizes the
 * file leaves open stays as it is.
 *
 * @returns the same bytes where nothing is misread, and where the bytes are no model
 * @example
 * const safe = repairForWebGpu(await readFile('model.onnx'));
 */
export function repairForWebGpu(model: Uint8Array): Uint8Array {
  try {
    const parts = [...fields(model)];
    const repair = new Repair(opsetOf(parts));
    const pieces = replaced(parts, modelFields.graph, ({ content }) => repair.graph(content));
    return pieces ? join(pieces) : model;
  } catch (thrown) {
    // ONNX Runtime says what is wrong with such a file.
    if (thrown instanceof RangeError) return model;
    throw thrown;
  }
}

function opsetOf(model: readonly Field[]): number {
  const sets = model.flatMap(({ number, content }) =>
    number === modelFields.opset && content ? [[...fields(content)]] : [],
  );
  const own = sets.find((set) =>
    ['', 'ai.onnx'].includes(textsOf(set, opsetFields.domain)[0] ?? ''),
  );
  return integersOf(own ?? [], opsetFields.version)[0] ?? 1;
}

/** Content of fields in pieces, which are joined once. */
type Pieces = readonly Bytes[];

/** A message with other content in its fields of this number; undefined where all stay. */
function replaced(
  message: readonly Field[],
  number: number,
  change: (part: Field) => Pieces | undefined,
): Pieces | undefined {
  let changed = false;
  const pieces = message.flatMap((part): Pieces => {
    const content = part.number === number ? change(part) : undefined;
    if (!content) return [part.whole];
    changed = true;
    return [header(number, lengthOf(content)), ...content];
  });
  return changed ? pieces : undefined;
}

/** The repair of one model. */
class Repair {
  readonly #opset: number;
  #names = 0;

  /** @param opset of the model's operators */
  constructor(opset: number) {
    this.#opset = opset;
  }

  /** @returns the graph's content, or undefined where it stays */
  graph(content: Uint8Array | undefined, outer?: Shapes, depth = 0): Pieces | undefined {
    if (!content || depth > mostDepth) return undefined;
    const parts = [...fields(content)];
    const shapes = new Shapes(parts, outer);
    const scope = new Scope(this.#opset, shapes, (base) => `${base}/webgpu_${++this.#names}`);
    let changed = false;
    const pieces = parts.flatMap((part): Pieces => {
      if (part.number !== graphFields.node || !part.content) return [part.whole];
      const node = [...fields(part.content)];
      const nodes = scope.conv(node) ?? this.#withBodies(node, shapes, depth);
      shapes.learn(node);
      if (!nodes) return [part.whole];
      changed = true;
      return nodes;
    });
    return changed ? [...pieces, ...scope.initializers] : undefined;
  }

  /** A node with repaired subgraphs, as a field of its graph. */
  #withBodies(node: readonly Field[], shapes: Shapes, depth: number): Pieces | undefined {
    const pieces = replaced(node, nodeFields.attribute, ({ content }) =>
      replaced([...fields(content ?? new Uint8Array())], attributeFields.graph, (body) =>
        this.graph(body.content, shapes, depth + 1),
      ),
    );
    return pieces && [header(graphFields.node, lengthOf(pieces)), ...pieces];
  }
}

/** An end of Slice behind every row. */
const END = 2 ** 31 - 1;

/** Lists of these operators are inputs since these operator sets, and attributes before. */
const listsAreInputs: Readonly<Record<'Pad' | 'Slice', number>> = { Pad: 11, Slice: 10 };

/** The convolutions of one graph. */
class Scope {
  /** Fields of the graph: the lists that added nodes read. */
  readonly initializers: Bytes[] = [];
  readonly #opset: number;
  readonly #shapes: Shapes;
  readonly #fresh: (base: string) => string;
  /** Values with channels of zeros, by their names without. */
  readonly #padded = new Map<string, string>();

  constructor(opset: number, shapes: Shapes, fresh: (base: string) => string) {
    this.#opset = opset;
    this.#shapes = shapes;
    this.#fresh = fresh;
  }

  /** @returns fields of the graph in place of a convolution that is misread */
  conv(node: readonly Field[]): Pieces | undefined {
    const conv = readConv(node);
    const [x = '', w = '', ...rest] = conv?.inputs ?? [];
    const weight = this.#shapes.of(w);
    if (!conv || !weight) return undefined;
    const hasChannels = isReadInThrees(weight);
    const isProduct = isTakenForProduct(conv, this.#shapes.of(x), weight);
    if (!hasChannels && !isProduct) return undefined;
    const nodes: Bytes[] = [];
    const wide = (name: string) => this.#withZeros(name, weight, nodes);
    const inputs = hasChannels ? [wide(x), wide(w), ...rest] : conv.inputs;
    const {
      output,
      pads: [top = 0, ...pads],
    } = conv;
    const tall = isProduct ? this.#fresh(output) : output;
    const own: ConvNode = {
      ...conv,
      inputs,
      output: tall,
      pads: isProduct ? [top + conv.stride, ...pads] : conv.pads,
    };
    nodes.push(field(graphFields.node, writeConv(node, own)));
    if (isProduct)
      nodes.push(this.#listNode('Slice', tall, output, { starts: [1], ends: [END], axes: [2] }));
    return nodes;
  }

  /** The name of a value with channels of zeros at the end of its second axis. */
  #withZeros(value: string, { length: rank, 1: channels = 0 }: Shape, nodes: Bytes[]): string {
    const known = this.#padded.get(value);
    if (known !== undefined) return known;
    const name = this.#fresh(value);
    this.#padded.set(value, name);
    // Every begin, then every end.
    const pads = Array.from({ length: 2 * rank }, (_, i) =>
      i === rank + 1 ? 4 - (channels % 4) : 0,
    );
    nodes.push(this.#listNode('Pad', value, name, { pads }));
    return name;
  }

  #listNode(
    op: 'Pad' | 'Slice',
    from: string,
    to: string,
    lists: Readonly<Record<string, readonly number[]>>,
  ): Bytes {
    if (this.#opset < listsAreInputs[op]) {
      const node = { op, inputs: [from], outputs: [to], attributes: lists };
      return field(graphFields.node, encodeNode(node));
    }
    const names = Object.entries(lists).map(([list, numbers]) => {
      const name = this.#fresh(list);
      const data = BigInt64Array.from(numbers, BigInt);
      const tensor = encodeTensor(name, { dtype: 'int64', dims: [numbers.length], data });
      this.initializers.push(field(graphFields.initializer, tensor));
      return name;
    });
    return field(graphFields.node, encodeNode({ op, inputs: [from, ...names], outputs: [to] }));
  }
}

/** @param weight [out, in, …window] */
function isReadInThrees([out = -1, channels = -1]: Shape): boolean {
  return out > 0 && out % 4 === 0 && channels > 3 && channels % 3 === 0 && channels % 4 !== 0;
}

function isTakenForProduct({ pads }: ConvNode, image: Shape | undefined, weight: Shape): boolean {
  if (image?.length !== 4 || weight.length !== 4) return false;
  const spans = [2, 3].every((axis) => image[axis] === weight[axis] && image[axis] !== -1);
  const [top = 0, left = 0, bottom = 0, right = 0] = pads;
  return spans && top === 0 && left === 0 && bottom + right > 0;
}
