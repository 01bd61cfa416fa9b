/** Operators of TensorFlow 2's tensor lists, and of TensorFlow 1's tensor arrays, whose flow is a list. */
import { type DataType, scalar, split, type Tensor, unstack } from '#tfjs-core';
import { at, sizeOf } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import { type Call, type Operator, tensorAt } from './operator.ts';
import { TensorList } from './tensor-list.ts';
import { exampleNumbers } from './tensors.ts';

function listAt({ node, inputs }: Call, index: number): TensorList {
  const list = inputs[index];
  if (list instanceof TensorList) return list;
  throw new ExportError('bad-model', `input ${index} of ${node.op} ${node.name} is no list`);
}

const dataTypes: Readonly<Record<string, DataType>> = {
  DT_FLOAT: 'float32',
  DT_INT32: 'int32',
  DT_INT64: 'int32',
  DT_BOOL: 'bool',
  DT_STRING: 'string',
};

function elementType({ node }: Call): DataType {
  const { element_dtype, dtype } = node.def.attr ?? {};
  const type = (element_dtype ?? dtype)?.type ?? 'DT_FLOAT';
  const known = dataTypes[String(type)];
  if (known) return known;
  throw new ExportError(
    'unsupported-kernel',
    `${node.op} ${node.name} makes a list of ${type}, which has no ONNX form`,
  );
}

/** The list after items at several places are replaced. */
function scattered(list: TensorList, positions: readonly number[], items: Tensor): TensorList {
  const parts = unstack(items);
  return positions.reduce((all, position, i) => all.set(int(position), at(parts, i)), list);
}

const int = (value: number) => scalar(value, 'int32');

/** The shape of items that an input says; undefined where it leaves a size open. */
function shapeAt(call: Call, index: number): readonly number[] | undefined {
  if (index >= call.inputs.length) return undefined;
  const tensor = tensorAt(call, index);
  const sizes = exampleNumbers(tensor);
  return tensor.rank === 1 && sizes.every((size) => size >= 0) ? sizes : undefined;
}

const blank = (length: number) => Array.from({ length }, () => undefined);

const stack = (call: Call) => listAt(call, 0).stacked(shapeAt(call, 1));

export const listOperators: Readonly<Record<string, Operator>> = {
  TensorListReserve: {
    compute: (call) => [TensorList.blank(elementType(call), tensorAt(call, 1))],
  },
  EmptyTensorList: { compute: (call) => [TensorList.of(elementType(call), [])] },
  TensorListFromTensor: { compute: (call) => [TensorList.from(tensorAt(call, 0))] },
  TensorListGetItem: {
    compute: (call) => [listAt(call, 0).get(tensorAt(call, 1), shapeAt(call, 2))],
  },
  TensorListSetItem: {
    compute: (call) => [listAt(call, 0).set(tensorAt(call, 1), tensorAt(call, 2))],
  },
  TensorListPushBack: { compute: (call) => [listAt(call, 0).push(tensorAt(call, 1))] },
  TensorListStack: { compute: (call) => [stack(call)] },
  TensorListLength: { compute: (call) => [listAt(call, 0).length] },
  TensorListGather: {
    compute: (call) => [stack(call).gather(tensorAt(call, 1).toInt())],
  },
  TensorListConcat: { compute: (call) => [joined(stack(call))] },
  TensorListConcatV2: { compute: (call) => [joined(stack(call))] },
  TensorListSplit: {
    compute(call) {
      const lengths = exampleNumbers(tensorAt(call, 2));
      const parts = split(tensorAt(call, 0), lengths, 0);
      // tfjs takes the given shape for that of an item, TensorFlow for that of all items along its first axis.
      const shape = shapeAt(call, 1);
      const fits = shape !== undefined && parts.every(({ size }) => size === sizeOf(shape));
      const items = fits ? parts.map((part) => part.reshape([...shape])) : parts;
      return [TensorList.of(elementType(call), items)];
    },
  },
  TensorListResize: {
    compute(call) {
      const list = listAt(call, 0);
      const [length = 0] = exampleNumbers(tensorAt(call, 1));
      const items = 'items' in list.content ? list.content.items : unstack(list.stacked());
      return [TensorList.of(list.dtype, [...items, ...blank(length)].slice(0, length))];
    },
  },
  TensorListScatter: {
    compute(call) {
      const positions = exampleNumbers(tensorAt(call, 1));
      const list = TensorList.of(elementType(call), blank(Math.max(...positions) + 1));
      return [scattered(list, positions, tensorAt(call, 0))];
    },
  },
  TensorListScatterV2: {
    compute(call) {
      const positions = exampleNumbers(tensorAt(call, 1));
      const [length = -1] = exampleNumbers(tensorAt(call, 3));
      const size = length < 0 ? Math.max(...positions) + 1 : length;
      const list = TensorList.of(elementType(call), blank(size));
      return [scattered(list, positions, tensorAt(call, 0))];
    },
  },
  TensorArrayV3: {
    compute(call) {
      const list = TensorList.blank(elementType(call), tensorAt(call, 0));
      return [list, list];
    },
  },
  TensorArrayWriteV3: {
    compute: (call) => [listAt(call, 3).set(tensorAt(call, 1), tensorAt(call, 2))],
  },
  TensorArrayReadV3: { compute: (call) => [listAt(call, 2).get(tensorAt(call, 1), undefined)] },
  TensorArrayGatherV3: {
    compute: (call) => [listAt(call, 2).stacked().gather(tensorAt(call, 1).toInt())],
  },
  TensorArrayScatterV3: {
    compute(call) {
      const positions = tensorAt(call, 1);
      const items = tensorAt(call, 2);
      const list = listAt(call, 3);
      const numbers = exampleNumbers(positions);
      const [length] = exampleNumbers(list.length);
      // What unstack writes: every place in order.
      const isWhole = numbers.length === length && numbers.every((number, i) => number === i);
      return [isWhole ? TensorList.from(items) : scattered(list, numbers, items)];
    },
  },
  TensorArrayConcatV3: { compute: (call) => [joined(listAt(call, 1).stacked())] },
  TensorArraySplitV3: {
    compute(call) {
      const parts = split(tensorAt(call, 1), exampleNumbers(tensorAt(call, 2)), 0);
      return [TensorList.of(at(parts, 0).dtype, parts)];
    },
  },
  TensorArraySizeV3: { compute: (call) => [listAt(call, 1).length] },
  TensorArrayCloseV3: { compute: () => [] },
};

/** [n, m, …] → [n · m, …]. */
function joined(all: Tensor): Tensor {
  const [n, m, ...rest] = all.shape;
  return all.reshape([at([n ?? 0], 0) * (m ?? 1), ...rest]);
}
