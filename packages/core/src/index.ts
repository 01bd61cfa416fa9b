export { CoreError, type CoreErrorCode } from './errors.ts';
export * from './data/index.ts';
export * from './imaging/index.ts';
export * from './random/index.ts';
export * from './run-folder/index.ts';
