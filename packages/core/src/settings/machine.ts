/** Settings of the machine: what computes the steps. A resumed run may change them. */
import * as z from 'zod';
import { setting, upTo } from './setting.ts';

export const machineSettings = {
  engine: setting(
    z.enum(['onnx', 'tfjs']).default('onnx'),
    '--engine <engine>',
    'what runs the step',
  ),
  providers: setting(
    z
      .array(z.enum(['cpu', 'cuda', 'webgpu', 'wasm']))
      .min(1)
      .optional(),
    '--provider <names>',
    'onnx: execution providers to try in order (default: the fastest of the machine)',
  ),
  workers: setting(
    upTo(256).default(1),
    '--workers <n>',
    'onnx: processes that share each batch; the batch size must be a multiple',
  ),
  syncBatchNorm: setting(
    z.boolean().default(false),
    '--sync-batch-norm',
    "workers: normalize by the statistics of all workers' batch (default: each by its own)",
  ),
  threads: setting(
    z.int().min(1).max(1024).optional(),
    '--threads <n>',
    'onnx: CPU threads, of each worker (default: all, shared by the workers)',
  ),
  maxDataBytes: setting(
    upTo(2 ** 40).optional(),
    '--max-data-bytes <n>',
    'the most bytes of a data file, unpacked (default: 1 GiB)',
  ),
} as const;
