/** The data that a run learned from, as its config.json names them. */
import { createPlan, taskOf } from '@ganport/core';
import { datasetOptions, type DatasetOptions } from '../data/options.ts';
import { LabError } from '../errors.ts';
import { storedVariant } from '../models/variant-file.ts';
import { isRunFolder, openRunFolder } from '../run-folder/run-folder.ts';

export interface RunData {
  /** As for openDataset; a relative path is relative to the folder that the run was started in. */
  readonly spec: string;
  /** How the run prepared the images: crop, size, gray. */
  readonly images: DatasetOptions;
}

/**
 * The data of a run folder; undefined for any other path.
 *
 * @throws LabError as openRunFolder and storedVariant, 'bad-argument' for a run that translates
 * images; CoreError 'bad-config'
 * @example
 * const { spec, images } = await runDataOf('runs/digits');
 * const real = await openRealData(spec, { seed: 1, ...images });
 */
export async function runDataOf(path: string): Promise<RunData | undefined> {
  if (!(await isRunFolder(path))) return undefined;
  const { config: stored } = await openRunFolder(path);
  const { variant, config } = createPlan(stored, storedVariant(stored));
  if (taskOf({ variant }).data !== 'samples') {
    const message = `${path}: translates images, and evaluate judges images from noise; give a folder of its translations and --data with real images`;
    throw new LabError('bad-argument', message);
  }
  return { spec: config.data, images: datasetOptions({ config, variant }) };
}
