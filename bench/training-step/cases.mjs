/**
 * The training steps that are compared, by case: ganport's settings, and how many steps a turn has. A
 * setting that is not given has the default of the variant, which is that of its paper. The networks in
 * PyTorch have the name of the variant, in `pytorch/`.
 *
 * @typedef {object} Case
 * @property {import('@ganport/core').TrainSettings} settings
 * @property {number} repeats
 */

/** @type {Record<string, Case>} */
export const cases = {
  dcgan: { settings: { variant: 'dcgan' }, repeats: 20 },
  'wgan-gp': { settings: { variant: 'dcgan', loss: 'wgan-gp' }, repeats: 3 },
  wavegan: {
    settings: { variant: 'wavegan', length: 8192, width: 1 / 4, batchSize: 16 },
    repeats: 3,
  },
  specgan: {
    settings: { variant: 'specgan', length: 8192, width: 1 / 4, batchSize: 16 },
    repeats: 3,
  },
  chargan: {
    settings: { variant: 'chargan', length: 16, width: 1 / 8, batchSize: 16 },
    repeats: 3,
  },
  relgan: {
    settings: { variant: 'relgan', length: 12, width: 1 / 8, batchSize: 16, pretrainSteps: 0 },
    repeats: 3,
  },
  lagan: { settings: { variant: 'lagan', width: 1 / 4 }, repeats: 3 },
  voxelgan: { settings: { variant: 'voxelgan', width: 1 / 4, batchSize: 8 }, repeats: 3 },
  ctgan: { settings: { variant: 'ctgan' }, repeats: 10 },
};
