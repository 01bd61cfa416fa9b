/** What the discriminator and the generator minimize: presets of losses, and regularizers, by name. */
export type { GanLoss, LabelOptions } from './loss.ts';
export { lossPresets, type LossPreset } from './presets.ts';
export * from './regularizers/index.ts';
export { clipWeights } from './wasserstein.ts';
