/** What a run leaves on the disk, whole at any moment. */
export { writeFileAtomic } from './atomic-file.ts';
export {
  readCheckpoint,
  writeCheckpoint,
  type Checkpoint,
  type CheckpointHeader,
  type ReadCheckpoint,
} from './checkpoint.ts';
export { appendMetrics, readMetrics, truncateMetrics, type MetricsRow } from './metrics.ts';
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
