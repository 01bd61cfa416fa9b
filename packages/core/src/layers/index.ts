/** The layers that the networks of variants are lists of. */
export { averagePool } from './average-pool.ts';
export {
  batchNorm,
  concat,
  conv,
  convTranspose,
  dense,
  flatten,
  leakyReLU,
  multiply,
  relu,
  reshape,
  sigmoid,
  softmax,
  tanh,
} from './common.ts';
export { dropout } from './dropout.ts';
export { groupLogits } from './group-logits.ts';
export { gumbelSoftmax } from './gumbel-softmax.ts';
export { gumbel } from './gumbel.ts';
export { highway } from './highway.ts';
export { instanceNorm } from './instance-norm.ts';
export { fromLogSpectrogram, toLogSpectrogram } from './log-spectrogram.ts';
export { layerNorm } from './layer-norm.ts';
export { locallyConnected } from './locally-connected.ts';
export { maxAlong } from './max-along.ts';
export { minibatchDiscrimination } from './minibatch-discrimination.ts';
export { minibatchStddev } from './minibatch-stddev.ts';
export { oneHot } from './one-hot.ts';
export { phaseShuffle } from './phase-shuffle.ts';
export { planes } from './planes.ts';
export { reflectPad } from './reflect-pad.ts';
export { residual } from './residual.ts';
export { scale } from './scale.ts';
export { selfAttention } from './self-attention.ts';
export { slice } from './slice.ts';
export { textWriter, type TextWriterOptions } from './text-writer.ts';
export { total } from './total.ts';
export { upsample } from './upsample.ts';
export { averagePool3d, conv3d, upsample3d } from './volumes.ts';
export { channelsAsRows, conv1d, conv1dTranspose, upsample1d } from './waves.ts';
