/** Shapes of the values of a graph, as far as an ONNX file states them. */
import { type Field, fields, integersOf, textsOf } from '../protobuf.ts';
import { attributeFields, attributesOf, isOperator, nodeFields } from './conv-node.ts';

/** A size is -1 where the file leaves it open. */
export type Shape = readonly number[];

/** Field numbers of GraphProto, TensorProto, ValueInfoProto and what is below it (onnx.proto). */
export const graphFields = { node: 1, initializer: 5, input: 11, output: 12, value: 13 } as const;
const tensorFields = { dims: 1, name: 8 } as const;
const valueFields = { name: 1, type: 2, tensorType: 1, shape: 2, dim: 1, size: 1 } as const;

/** Operators whose result has the shape of their first input. */
const keepsShape = ['Cast', 'DequantizeLinear', 'Identity'];

export class Shapes {
  readonly #known = new Map<string, Shape>();
  readonly #outer: Shapes | undefined;

  /**
   * @param graph its fields; none of a function, whose values have other shapes in each call
   * @param outer of the graph around a subgraph
   */
  constructor(graph: readonly Field[], outer?: Shapes) {
    this.#outer = outer;
    for (const { number, content } of graph) {
      if (!content) continue;
      if (number === graphFields.initializer) this.#addTensor(content);
      else if (isValue(number)) this.#addValue(content);
    }
  }

  of(name: string): Shape | undefined {
    return this.#known.get(name) ?? this.#outer?.of(name);
  }

  /** What a node tells about its result. Nodes come in the order in which they are computed. */
  learn(node: readonly Field[]): void {
    const [output = ''] = textsOf(node, nodeFields.output);
    if (this.of(output)) return;
    const shape = isOperator(node, ['Constant'])
      ? shapeOfConstant(node)
      : isOperator(node, keepsShape)
        ? this.of(textsOf(node, nodeFields.input)[0] ?? '')
        : undefined;
    if (shape) this.#known.set(output, shape);
  }

  #addTensor(content: Uint8Array): void {
    const tensor = [...fields(content)];
    const [name = ''] = textsOf(tensor, tensorFields.name);
    this.#known.set(name, integersOf(tensor, tensorFields.dims));
  }

  #addValue(content: Uint8Array): void {
    const value = [...fields(content)];
    const shape = [valueFields.type, valueFields.tensorType, valueFields.shape].reduce<
      readonly Field[] | undefined
    >((message, number) => inside(message, number), value);
    if (!shape) return;
    const sizes = shape
      .filter(({ number }) => number === valueFields.dim)
      .map(({ content: dim }) => (dim ? integersOf([...fields(dim)], valueFields.size)[0] : -1));
    const [name = ''] = textsOf(value, valueFields.name);
    this.#known.set(name, sizes.map(stated));
  }
}

/** Exporters also write 0 and -1 for a size that is open. */
const stated = (size = -1) => (size > 0 && Number.isSafeInteger(size) ? size : -1);

function isValue(number: number): boolean {
  return (
    number === graphFields.input || number === graphFields.output || number === graphFields.value
  );
}

function shapeOfConstant(node: readonly Field[]): Shape | undefined {
  const tensor = inside(attributesOf(node).get('value'), attributeFields.tensor);
  return tensor && integersOf(tensor, tensorFields.dims);
}

/** The message in a field of a message. */
function inside(message: readonly Field[] | undefined, number: number) {
  const content = message?.findLast((part) => part.number === number)?.content;
  return content && [...fields(content)];
}
