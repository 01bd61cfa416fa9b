/** Opens the data that the settings name, as the batches of a run. */
import { type Batches, type Plan, type TaskData, taskOf } from '@ganport/core';
import { resizeCropFlip } from '@ganport/core';
import { measureData } from '@ganport/core/internal';
import { openDataset } from '../data/open-dataset.ts';
import { datasetOptions, type DatasetOptions } from '../data/options.ts';
import { openPaired, openUnpaired } from '../data/pairs.ts';
import { LabError } from '../errors.ts';

/**
 * Opens the data of a plan and reads the first batch, so that unsuitable data fail before any
 * network is built. What the networks are made of is measured.
 *
 * @throws LabError and CoreError as openDataset, openPaired and openUnpaired; 'bad-argument' and
 * 'data-mismatch' where data are missing
 */
export async function openBatches({ variant, config }: Plan): Promise<Batches> {
  const task = taskOf({ variant });
  const data = await open[task.data]({ config, variant });
  const batches = task.batches(data as never, config, variant); // `open` and the task agree on the type.
  await batches.read(0);
  return measureData(batches, { variant, config });
}

type Open<Data extends keyof TaskData> = (
  plan: Pick<Plan, 'config' | 'variant'>,
) => Promise<TaskData[Data]>;

/** By what tasks learn from. */
const open: { readonly [Data in keyof TaskData]: Open<Data> } = {
  samples: (plan) => openDataset(plan.config.data, datasetOptions(plan)),
  unpaired: (plan) => {
    const [a, b] = folders(plan, 'the two folders of images');
    return openUnpaired(a, b, translationOptions(plan));
  },
  pairs: (plan) => {
    const { dataA, dataB, data } = plan.config;
    const isOneFolder = dataA === undefined && dataB === undefined && data !== 'mnist';
    const what = 'the two folders of images, or one of A and B side by side as the option data';
    const source = isOneFolder ? data : folders(plan, what);
    return openPaired(source, translationOptions(plan));
  },
};

function folders(
  { config: { dataA, dataB }, variant }: Pick<Plan, 'config' | 'variant'>,
  what: string,
): [a: string, b: string] {
  if (dataA !== undefined && dataB !== undefined) return [dataA, dataB];
  const missing = dataA === undefined ? 'dataA' : 'dataB';
  const message = `${missing}: ${variant.name} needs ${what}; give dataA and dataB`;
  throw new LabError('bad-argument', message);
}

/** Images are loaded slightly larger than they are used, for random crops. */
function translationOptions(plan: Pick<Plan, 'config' | 'variant'>): DatasetOptions {
  const { imageSize = 256, loadSize = Math.round((imageSize * 286) / 256), flip } = plan.config;
  const { size: _, ...options } = datasetOptions(plan);
  return { ...options, augment: resizeCropFlip({ load: loadSize, crop: imageSize, flip }) };
}
