/**
 * The run store of a run folder: metrics.jsonl, warnings.jsonl, samples, curves and checkpoints.
 */
import type { RunStore } from '@ganport/core';
import { curvesSvg } from '../imaging/curves.ts';
import { writePng } from '../imaging/encode-image.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { writeCheckpoint } from '../run-folder/checkpoint-files.ts';
import { appendMetrics, readMetrics } from '../run-folder/metrics.ts';
import { samplePath, type RunFolder } from '../run-folder/run-folder.ts';
import { appendWarning } from '../run-folder/warnings-file.ts';

/** The store of a run folder. @param run what createRunFolder or openRunFolder returned */
export function folderStore(run: RunFolder): RunStore {
  return {
    readRows: () => readMetrics(run.metrics),
    appendRow: (row) => appendMetrics(run.metrics, row),
    appendWarning: (warning) => appendWarning(run.warnings, warning),
    async writeSamples(step, picture, file) {
      await writePng(samplePath(run, step), picture);
      if (file) await writeFileAtomic(samplePath(run, step, file.extension), [file.bytes]);
    },
    async writeCheckpoint(checkpoint) {
      const rows = await readMetrics(run.metrics);
      if (rows.length > 0) await writeFileAtomic(run.curves, curvesSvg(rows));
      // Last: a run that is killed in between is resumed from the one before, and draws them again.
      await writeCheckpoint(run.checkpoint, checkpoint);
    },
  };
}
