/**
 * @ganport/serve: models over the network. A server of the Open Inference Protocol, and the files that
 * other servers need for the same models.
 *
 * @module
 */
export { ServeError, type ServeErrorCode } from './errors.ts';
export type { ServeLimits } from './limits.ts';
export { serveModels, type LogLevel, type RunningServer, type ServeOptions } from './server.ts';
export { namedPath, type NamedPath } from './models/model-name.ts';
export { kserveManifest, type ManifestOptions } from './kserve/manifest.ts';
export type { TritonOptions } from './triton/model-config.ts';
export {
  writeTritonRepository,
  type RepositoryOptions,
  type WrittenRepository,
} from './triton/repository.ts';
