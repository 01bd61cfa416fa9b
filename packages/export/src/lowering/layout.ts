/** Layouts of batches: tfjs has channels last unless told otherwise, ONNX has channels first. */
import type { Recorder } from '../trace/recorder.ts';
import type { Value } from '../trace/value.ts';
import { transpose } from './ops.ts';

/** [N, …, C] → [N, C, …]. */
export function channelsFirst(graph: Recorder, x: Value): Value {
  const last = x.shape.length - 1;
  return transpose(graph, x, [0, last, ...Array.from({ length: last - 1 }, (_, i) => i + 1)]);
}

/** [N, C, …] → [N, …, C]. */
export function channelsLast(graph: Recorder, x: Value): Value {
  const { length } = x.shape;
  return transpose(graph, x, [0, ...Array.from({ length: length - 2 }, (_, i) => i + 2), 1]);
}

export type DataFormat = 'NHWC' | 'NCHW' | 'NDHWC' | 'NCDHW';

/** tfjs's optional layout of images, in and out. */
export const fromFormat = (graph: Recorder, x: Value, format: DataFormat | undefined) =>
  format?.startsWith('NC') ? channelsLast(graph, x) : x;
export const toFormat = (graph: Recorder, x: Value, format: DataFormat | undefined) =>
  format?.startsWith('NC') ? channelsFirst(graph, x) : x;
