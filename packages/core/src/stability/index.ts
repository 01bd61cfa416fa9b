/** Training stability: what is measured beside the losses, and the warnings that follow from it. */
export { modesHit, openModeReader, type ModeReader } from './mode-readers.ts';
export type { SignName } from './sign.ts';
export { readWarnings, type Warning } from './warnings-file.ts';
