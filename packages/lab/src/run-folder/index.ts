/** What a run leaves on the disk, whole at any moment. */
export { writeFileAtomic } from './atomic-file.ts';
export { readCheckpoint, writeCheckpoint, type ReadCheckpoint } from './checkpoint-files.ts';
export { appendMetrics, readMetrics, truncateMetrics } from './metrics.ts';
export {
  createRunFolder,
  networkFile,
  openRunFolder,
  removeRun,
  rewindRunFolder,
  runFolder,
  samplePath,
  type NewRunFolder,
  type RunFolder,
} from './run-folder.ts';
export { readWarnings } from './warnings-file.ts';
