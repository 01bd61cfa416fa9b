/** The file of a fault. */
import { OnnxModel, parseGraph } from '@ganport/graph';
import type { Fault } from './faults.ts';

export function faultBytes({ model }: Fault): Uint8Array {
  return OnnxModel.fromGraph(parseGraph(model)).bytes();
}
