export { createProcessSession, createProcessStatefulSession } from './create.ts';
export { launchProcess } from './launch-process.ts';
export { type ProcessLimits } from './limits.ts';
export { shareProcess } from './share-process.ts';
