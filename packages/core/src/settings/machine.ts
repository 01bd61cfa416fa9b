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
  threads: setting(z.int().min(1).max(1024).optional(), '--threads <n>', 'onnx: CPU threads'),
  maxDataBytes: setting(
    upTo(2 ** 40).optional(),
    '--max-data-bytes <n>',
    'the most bytes of a data file, unpacked (default: 1 GiB)',
  ),
} as const;
