export { CoreError, type CoreErrorCode } from './errors.ts';
export * from './applications/translate/index.ts';
export * from './data/index.ts';
export * from './imaging/index.ts';
export { createGan, type Gan } from './models/gan.ts';
export * from './random/index.ts';
export * from './run-folder/index.ts';
export * from './training/index.ts';
export * from './variants/index.ts';
