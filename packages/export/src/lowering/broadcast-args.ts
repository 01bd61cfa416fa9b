/** The shape that two computed shapes broadcast to. */
import { BroadcastArgs, type BroadcastArgsInputs } from '@tensorflow/tfjs-core';
import { binary, pad, where } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

/** The shorter shape gets leading ones. Where one size is 1, the other one is taken. */
defineLowering<BroadcastArgsInputs>(BroadcastArgs, (graph, { s0, s1 }) => {
  const one = graph.scalar(1, 'int32');
  const [length0 = 0] = s0.shape;
  const [length1 = 0] = s1.shape;
  const rank = Math.max(length0, length1);
  const a = pad(graph, s0, [rank - length0, 0], one);
  const b = pad(graph, s1, [rank - length1, 0], one);
  return where(graph, binary(graph, 'Equal', a, one, 'bool'), b, a);
});
