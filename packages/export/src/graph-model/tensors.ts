/** Between tensors of tfjs and values of the graph, while a model is traced. */
import { engine, type backend_util, type Tensor } from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { cast, reshape } from '@ganport/graph/ops';
import type { RecordingBackend } from '../trace/recording-backend.ts';

/** The backend that records. */
export function recording(): RecordingBackend {
  return engine().backend as RecordingBackend;
}

/** A tensor that stands for a value. @param example as makeSymbolic */
export function toTensor(value: Value, example?: backend_util.BackendValues): Tensor {
  const backend = recording();
  return engine().makeTensorFromTensorInfo(backend.makeSymbolic(value, example), backend);
}

export const isSymbolic = (tensor: Tensor): boolean => recording().isSymbolic(tensor);

export function valueOf(tensor: Tensor): Value {
  return recording().toValue(tensor);
}

/**
 * Numbers of a tensor at the sizes of this recording. A number that is computed from data gets a stand-in.
 */
export function exampleNumbers(tensor: Tensor): number[] {
  const backend = recording();
  const known = backend.example(tensor);
  if (known) return Array.from(known as Int32Array, Number);
  const { builder, dataSizes } = backend;
  const value = valueOf(tensor);
  const name = symbolName(builder.scope);
  const numbers = Array.from({ length: tensor.size }, (_, i) => {
    const { symbol, size } = dataSizes.standIn(`${name}_number`);
    dataSizes.locate(symbol, value, undefined, i);
    return size;
  });
  backend.setExample(tensor, Int32Array.from(numbers));
  return numbers;
}

/** The shape of a tensor whose sizes depend on data, int32 [rank]; undefined for other tensors. */
export function dynamicShape(x: Tensor): Tensor | undefined {
  const backend = recording();
  if (!backend.isSymbolic(x) || !backend.dataSizes.has(backend.toValue(x))) return undefined;
  const { builder } = backend;
  const sizes = builder.op('Shape', [valueOf(x)], {}, { dtype: 'int64', shape: [x.rank] });
  return toTensor(cast(builder, sizes, 'int32'), Int32Array.from(x.shape));
}

/** A name of a size: of letters, digits and _ as ONNX's tools take them. */
export const symbolName = (name: string) => name.replaceAll(/[^A-Za-z0-9_]/g, '_');

/** A tensor as a vector of int64, as ONNX takes shapes. */
export function toSizes(graph: GraphBuilder, tensor: Tensor): Value {
  const value = cast(graph, valueOf(tensor), 'int64');
  if (value.shape.length === 1) return value;
  const length = value.shape.reduce((a, b) => a * b, 1);
  return graph.op(
    'Reshape',
    [value, graph.ints([length])],
    {},
    { dtype: 'int64', shape: [length] },
  );
}

/** 0, 1, 2 … for each element of a vector, int32. */
export function positionsIn(vector: Value): Tensor {
  const { builder } = recording();
  const shape = builder.op('Shape', [vector], {}, { dtype: 'int64', shape: [1] });
  const bounds = [
    builder.scalar(0, 'int64'),
    reshape(builder, shape, []),
    builder.scalar(1, 'int64'),
  ];
  const places = builder.op('Range', bounds, {}, { dtype: 'int64', shape: vector.shape });
  return toTensor(cast(builder, places, 'int32'));
}
