/** tfjs's `dataFormat`: the layout that a kernel's images or volumes have, channels last by default. */
import type { GraphBuilder, Value } from '@ganport/graph';
import { channelsFirst, channelsLast } from '@ganport/graph/ops';

export type DataFormat = 'NHWC' | 'NCHW' | 'NDHWC' | 'NCDHW';

/** A kernel's input with channels last. */
export const fromFormat = (graph: GraphBuilder, x: Value, format: DataFormat | undefined) =>
  format?.startsWith('NC') ? channelsLast(graph, x) : x;

/** A result with channels last, in the layout that the kernel returns. */
export const toFormat = (graph: GraphBuilder, x: Value, format: DataFormat | undefined) =>
  format?.startsWith('NC') ? channelsFirst(graph, x) : x;
