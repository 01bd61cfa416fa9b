/**
 * tf.layers.timeDistributed: the steps of all samples become one batch for the inner layer, which treats
 * samples alike in inference. tfjs's own loop would fix the number of steps.
 */
import { reshape } from '#tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerForm } from './layer-form.ts';
import { oneTensor, type LayerLike } from './layer-like.ts';

interface TimeDistributedLike extends LayerLike {
  readonly layer: LayerLike & { readonly cell?: unknown; readonly stateful?: boolean };
}

export const timeDistributed: LayerForm = ({ layer: wrapper, inputs, args }) => {
  const { layer } = wrapper as TimeDistributedLike;
  // The mask of the steps, and the states of samples, have no meaning for the steps as a batch.
  if (layer.stateful || ('cell' in layer && args.mask)) return undefined;
  const x = oneTensor(inputs);
  const [batch, time, ...features] = x.shape as [number, number, ...number[]];
  const steps = reshape(x, [batch * time, ...features]);
  const y = oneTensor(layer.call(steps as never, args as never) as Tensor | Tensor[]);
  return reshape(y, [batch, time, ...y.shape.slice(1)]);
};
