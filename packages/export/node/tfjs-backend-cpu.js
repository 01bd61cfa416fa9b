// Written by scripts/tfjs-names.mjs: @tensorflow/tfjs-backend-cpu in Node, with the names that it exports.
import { createRequire } from 'node:module';

// prettier-ignore
export const {
  MathBackendCPU, shared, version_cpu,
} = createRequire(import.meta.url)('@tensorflow/tfjs-backend-cpu');
