import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/sequencer.ts';

/**
 * Test files of packages that need a process of their own: they replace modules, or register kernels
 * before the backend does. All others share one, which loads TensorFlow.js once.
 */
const alone = [
  'packages/backend/src/onnx-backend.test.ts',
  'packages/backend/src/onnx-backend-training.test.ts',
  'packages/lab/src/data/avatars-missing.test.ts',
  'packages/lab/src/data/mnist-missing.test.ts',
  'packages/lab/src/files/atomic-file.test.ts',
  'packages/runtime/src/node/processor-clock.test.ts',
];
const built = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  resolve: {
    // Tests read the sources, so that a failing line is a line of the repository.
    alias: [
      {
        find: /^@ganport\/(runtime|parity)\/(node|web|chromium|vitest)$/,
        replacement: `${import.meta.dirname}/packages/$1/src/$2/index.ts`,
      },
      {
        find: /^@ganport\/parity\/bundle$/,
        replacement: `${import.meta.dirname}/packages/parity/src/bundle/index.ts`,
      },
      {
        find: /^@ganport\/parity\/internal\/web$/,
        replacement: `${import.meta.dirname}/packages/parity/src/web.ts`,
      },
      {
        find: /^@ganport\/studio\/protocol$/,
        replacement: `${import.meta.dirname}/packages/studio/src/protocol.ts`,
      },
      {
        find: /^@ganport\/graph\/ops$/,
        replacement: `${import.meta.dirname}/packages/graph/src/build/ops.ts`,
      },
      {
        find: /^@ganport\/core\/(metrics|workers)$/,
        replacement: `${import.meta.dirname}/packages/core/src/$1/index.ts`,
      },
      {
        find: /^@ganport\/graph\/(passes|optimize)$/,
        replacement: `${import.meta.dirname}/packages/graph/src/$1/index.ts`,
      },
      {
        find: /^@ganport\/runtime\/oip$/,
        replacement: `${import.meta.dirname}/packages/runtime/src/oip/index.ts`,
      },
      {
        find: /^@ganport\/runtime\/internal\/(node|web|oip)$/,
        replacement: `${import.meta.dirname}/packages/runtime/src/$1/internal.ts`,
      },
      {
        find: /^@ganport\/([a-z]+)\/internal$/,
        replacement: `${import.meta.dirname}/packages/$1/src/internal.ts`,
      },
      {
        find: /^@ganport\/(graph|export|runtime|backend|parity|core|web|lab|serve|studio)$/,
        replacement: `${import.meta.dirname}/packages/$1/src/index.ts`,
      },
      {
        find: '#runtime',
        replacement: `${import.meta.dirname}/packages/runtime/src/node/index.ts`,
      },
      {
        find: '#provider',
        replacement: `${import.meta.dirname}/packages/runtime/src/node/internal.ts`,
      },
      {
        find: /^ganport\/internal$/,
        replacement: `${import.meta.dirname}/packages/cli/src/internal.ts`,
      },
      // As the packages do in Node.
      {
        find: /^(?:#|@tensorflow\/)(tfjs-core|tfjs-backend-cpu)$/,
        replacement: `${import.meta.dirname}/packages/export/node/$1.js`,
      },
      {
        find: /^(?:#|@tensorflow\/)tfjs$/,
        replacement: `${import.meta.dirname}/packages/core/node/tfjs.js`,
      },
      { find: /^ganport$/, replacement: `${import.meta.dirname}/packages/cli/src/index.ts` },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['{packages,apps}/*/src/**/*.test.ts'],
          exclude: [...built, ...alone],
          isolate: false,
          setupFiles: 'test/support/shared-process.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          include: ['test/**/*.test.ts', ...alone],
          exclude: built,
          globalSetup: 'test/support/untested.ts',
        },
      },
    ],
    // Browsers start slowly on a busy machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
