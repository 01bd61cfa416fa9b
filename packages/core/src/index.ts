export { CoreError, type CoreErrorCode } from './errors.ts';
export * from './random/index.ts';
