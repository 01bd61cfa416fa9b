/** Data augmentation: a labelled data set from a conditional generator. */
export { augment, type AugmentHooks, type AugmentResult, type AugmentSettings } from './augment.ts';
export { openConditionalGenerator, type ConditionalGenerator } from './conditional-generator.ts';
export { setFormats, type SetFormat } from './formats/index.ts';
