/** Convolutions. */
import { layers } from '@tensorflow/tfjs';
import { of, type LayerCases } from '../layer-case.ts';

const [sequence, image, volume] = [
  [7, 3],
  [6, 5, 4],
  [4, 5, 6, 2],
] as const;
const first = 'channelsFirst' as const;
const same = 'same' as const;
const valid = 'valid' as const;
const filters = 3;
const kernelSize = 3;

export const convolution: LayerCases = {
  Conv1D: {
    valid: of(sequence, () => layers.conv1d({ filters, kernelSize })),
    same: of(sequence, () => layers.conv1d({ filters, kernelSize, padding: same })),
    strides: of(sequence, () => layers.conv1d({ filters, kernelSize, strides: 2, padding: same })),
    dilationRate: of(sequence, () => layers.conv1d({ filters, kernelSize: 2, dilationRate: 2 })),
    'useBias: false, activation': of(sequence, () =>
      layers.conv1d({ filters, kernelSize, useBias: false, activation: 'relu' }),
    ),
    channelsFirst: of(sequence, () => layers.conv1d({ filters, kernelSize, dataFormat: first })),
    'any number of steps': of([null, 3], () =>
      layers.conv1d({ filters, kernelSize, padding: same }),
    ),
  },
  Conv2D: {
    valid: of(image, () => layers.conv2d({ filters, kernelSize })),
    same: of(image, () => layers.conv2d({ filters, kernelSize: [3, 2], padding: same })),
    'strides, same': of(image, () =>
      layers.conv2d({ filters, kernelSize, strides: 2, padding: same }),
    ),
    'strides by axis': of(image, () => layers.conv2d({ filters, kernelSize, strides: [1, 2] })),
    dilationRate: of(image, () => layers.conv2d({ filters, kernelSize: 2, dilationRate: 2 })),
    'dilationRate by axis, same': of(image, () =>
      layers.conv2d({ filters, kernelSize: 2, dilationRate: [2, 3], padding: same }),
    ),
    'useBias: false': of(image, () => layers.conv2d({ filters, kernelSize, useBias: false })),
    channelsFirst: of(image, () =>
      layers.conv2d({ filters, kernelSize, strides: 2, padding: same, dataFormat: first }),
    ),
    'any size': of([null, null, 2], () => layers.conv2d({ filters, kernelSize, padding: same })),
  },
  Conv2DTranspose: {
    valid: of(image, () => layers.conv2dTranspose({ filters, kernelSize })),
    'strides, valid': of(image, () =>
      layers.conv2dTranspose({ filters, kernelSize: [2, 3], strides: [2, 1] }),
    ),
    'strides, same': of(image, () =>
      layers.conv2dTranspose({ filters, kernelSize: 5, strides: 2, padding: same }),
    ),
    'useBias: false, activation': of(image, () =>
      layers.conv2dTranspose({ filters, kernelSize, useBias: false, activation: 'tanh' }),
    ),
    channelsFirst: of(image, () =>
      layers.conv2dTranspose({ filters, kernelSize, strides: 2, padding: same, dataFormat: first }),
    ),
  },
  Conv3D: {
    valid: of(volume, () => layers.conv3d({ filters, kernelSize: 2 })),
    same: of(volume, () => layers.conv3d({ filters, kernelSize: [2, 3, 2], padding: same })),
    strides: of(volume, () => layers.conv3d({ filters, kernelSize: 2, strides: [1, 2, 2] })),
    'useBias: false, activation': of(volume, () =>
      layers.conv3d({ filters, kernelSize: 2, useBias: false, activation: 'relu' }),
    ),
    channelsFirst: of([2, 4, 5, 6], () =>
      layers.conv3d({ filters, kernelSize: 2, dataFormat: first }),
    ),
  },
  Conv3DTranspose: {
    valid: of(volume, () => layers.conv3dTranspose({ filters, kernelSize: 2 })),
    'strides, same': of(volume, () =>
      layers.conv3dTranspose({ filters, kernelSize: 3, strides: 2, padding: same }),
    ),
    'strides, valid, useBias: false': of(volume, () =>
      layers.conv3dTranspose({ filters, kernelSize: 2, strides: [2, 1, 2], useBias: false }),
    ),
    channelsFirst: of([2, 4, 5, 6], () =>
      layers.conv3dTranspose({ filters, kernelSize: 2, dataFormat: first }),
    ),
  },
  DepthwiseConv2D: {
    valid: of(image, () => layers.depthwiseConv2d({ kernelSize })),
    'depthMultiplier, same': of(image, () =>
      layers.depthwiseConv2d({ kernelSize: [3, 2], depthMultiplier: 2, padding: same }),
    ),
    'strides, useBias: false, activation': of(image, () =>
      layers.depthwiseConv2d({ kernelSize, strides: 2, useBias: false, activation: 'relu6' }),
    ),
    dilationRate: of(image, () => layers.depthwiseConv2d({ kernelSize: 2, dilationRate: 2 })),
    channelsFirst: of(image, () => layers.depthwiseConv2d({ kernelSize, dataFormat: first })),
  },
  SeparableConv2D: {
    valid: of(image, () => layers.separableConv2d({ filters, kernelSize })),
    'depthMultiplier, same': of(image, () =>
      layers.separableConv2d({ filters, kernelSize, depthMultiplier: 2, padding: same }),
    ),
    'strides, useBias: false, activation': of(image, () =>
      layers.separableConv2d({
        filters,
        kernelSize,
        strides: 2,
        padding: valid,
        useBias: false,
        activation: 'elu',
      }),
    ),
    dilationRate: of(image, () =>
      layers.separableConv2d({ filters, kernelSize: 2, dilationRate: 2 }),
    ),
    channelsFirst: of(image, () =>
      layers.separableConv2d({ filters, kernelSize, dataFormat: first }),
    ),
  },
};
