/**
 * The server of `ganport studio`: the runs below a folder as a page on this machine, live while they
 * train, with start, stop, resume and evaluate. The page itself is `apps/studio`.
 *
 * @module
 */
export { StudioError, type StudioErrorCode } from './errors.ts';
export type { Program } from './control/jobs.ts';
export { digitFiles } from './server/site-files.ts';
export { serveStudio, type Studio, type StudioOptions } from './server/serve.ts';
