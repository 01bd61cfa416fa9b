export { createProcessSession, createProcessStatefulSession } from './create.ts';
export { launchProcess } from './launch-process.ts';
