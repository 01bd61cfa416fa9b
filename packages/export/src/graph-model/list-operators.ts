/** Operators of TensorFlow 2's tensor lists. */
import { type DataType, split, squeeze, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { at } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import type { Call, Operator } from './operators.ts';
import { TensorList } from './tensor-list.ts';
import { exampleNumbers, tensorAt } from './tensors.ts';

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
};

function elementType({ node }: Call): DataType {
  const type = node.def.attr?.['element_dtype']?.type ?? 'DT_FLOAT';
  const dtype = dataTypes[String(type)];
  if (dtype) return dtype;
  throw new ExportError(
    'unsupported-kernel',
    `${node.op} ${node.name} makes a list of ${type}, which has no ONNX form`,
  );
}

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
    compute(call) {
      const [length = 0] = exampleNumbers(tensorAt(call, 1));
      return [TensorList.of(elementType(call), blank(length))];
    },
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
  TensorListLength: { compute: (call) => [tensor1d([listAt(call, 0).length], 'int32').asScalar()] },
  TensorListGather: {
    compute: (call) => [stack(call).gather(tensorAt(call, 1).toInt())],
  },
  TensorListConcat: { compute: (call) => [joined(stack(call))] },
  TensorListConcatV2: { compute: (call) => [joined(stack(call))] },
  TensorListSplit: {
    compute(call) {
      const lengths = exampleNumbers(tensorAt(call, 2));
      const parts = split(tensorAt(call, 0), lengths, 0);
      return [TensorList.of(elementType(call), parts)];
    },
  },
  TensorListResize: {
    compute(call) {
      const list = listAt(call, 0);
      const [length = 0] = exampleNumbers(tensorAt(call, 1));
      const items =
        'items' in list.content
          ? list.content.items
          : split(list.content.all, list.length, 0).map((item) => squeeze(item, [0]));
      return [TensorList.of(list.dtype, [...items, ...blank(length)].slice(0, length))];
    },
  },
};

/** [n, m, …] → [n · m, …]. */
function joined(all: Tensor): Tensor {
  const [n, m, ...rest] = all.shape;
  return all.reshape([at([n ?? 0], 0) * (m ?? 1), ...rest]);
}
