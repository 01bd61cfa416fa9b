/**
 * Writes very small ONNX files: enough of the format (onnx.proto field numbers) for the models that
 * probe whether a provider works, and for tests. Real models are written by @ganport/graph.
 */
import { field, integer, text } from './protobuf.ts';
import { elementTypes, type ElementType, type HostTensor } from './tensor.ts';

interface TinyValue {
  readonly name: string;
  readonly dtype: ElementType;
  /** A string is a symbolic dimension. */
  readonly dims: readonly (number | string)[];
}

interface TinyNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Integer and integer-list attributes. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

interface TinyModel {
  readonly inputs: readonly TinyValue[];
  readonly outputs: readonly TinyValue[];
  readonly nodes: readonly TinyNode[];
  readonly constants?: Readonly<Record<string, HostTensor>>;
}

/** The bytes of a ModelProto with IR version 8 and opset 18. */
export function encodeModel(model: TinyModel): Uint8Array<ArrayBuffer> {
  const graph = [
    ...model.nodes.flatMap((node) => field(1, encodeNode(node))),
    ...field(2, text('tiny')),
    ...Object.entries(model.constants ?? {}).flatMap(([name, tensor]) =>
      field(5, encodeTensor(name, tensor)),
    ),
    ...model.inputs.flatMap((value) => field(11, encodeValue(value))),
    ...model.outputs.flatMap((value) => field(12, encodeValue(value))),
  ];
  const opset = [...field(1, text('')), ...integer(2, 18)];
  return Uint8Array.from([...integer(1, 8), ...field(7, graph), ...field(8, opset)]);
}

/** A NodeProto. */
export function encodeNode({ op, inputs, outputs, attributes = {} }: TinyNode): number[] {
  return [
    ...inputs.flatMap((name) => field(1, text(name))),
    ...outputs.flatMap((name) => field(2, text(name))),
    ...field(4, text(op)),
    ...Object.entries(attributes).flatMap(([name, value]) => encodeAttribute(name, value)),
  ];
}

/** A field `attribute` of a NodeProto: a non-negative integer, or several. */
export function encodeAttribute(name: string, value: number | readonly number[]): number[] {
  return field(5, [
    ...field(1, text(name)),
    ...(typeof value === 'number'
      ? [...integer(3, value), ...integer(20, 2)]
      : [...value.flatMap((i) => integer(8, i)), ...integer(20, 7)]),
  ]);
}

/** A NodeProto of the operator Constant. */
export function encodeConstant(name: string, tensor: HostTensor): number[] {
  const value = [
    ...field(1, text('value')),
    ...field(5, encodeTensor('', tensor)),
    ...integer(20, 4),
  ];
  return [...field(2, text(name)), ...field(4, text('Constant')), ...field(5, value)];
}

/** A TensorProto. */
function encodeTensor(name: string, { dtype, dims, data }: HostTensor): number[] {
  return [
    ...dims.flatMap((dim) => integer(1, dim)),
    ...integer(2, elementTypes[dtype].onnx),
    ...field(8, text(name)),
    ...field(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ];
}

function encodeValue({ name, dtype, dims }: TinyValue): number[] {
  const shape = dims.flatMap((dim) =>
    field(1, typeof dim === 'number' ? integer(1, dim) : field(2, text(dim))),
  );
  const tensorType = [...integer(1, elementTypes[dtype].onnx), ...field(2, shape)];
  return [...field(1, text(name)), ...field(2, field(1, tensorType))];
}
