/** The forms of layers by the names of their classes. */
import type { LayerForm } from './layer-form.ts';
import { registeredName, type LayerLike } from './layer-like.ts';
import { categoryEncoding, centerCrop, randomWidth } from './preprocessing.ts';
import { recurrent } from './recurrent.ts';
import { timeDistributed } from './time-distributed.ts';

const forms: Readonly<Record<string, LayerForm>> = {
  CategoryEncoding: categoryEncoding,
  CenterCrop: centerCrop,
  ConvLSTM2D: recurrent,
  GRU: recurrent,
  LSTM: recurrent,
  RandomWidth: randomWidth,
  ResetAfterGRU: recurrent,
  RNN: recurrent,
  SimpleRNN: recurrent,
  TimeDistributed: timeDistributed,
};

/** The form that stands for a layer's `call`; undefined where the kernels of `call` are recorded. */
export function formOf(layer: LayerLike): LayerForm | undefined {
  const name = registeredName(layer);
  return name !== undefined && Object.hasOwn(forms, name) ? forms[name] : undefined;
}
