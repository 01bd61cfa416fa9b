/** Settings of the reports: how often a run reports, measures and saves. A resumed run may change them. */
import * as z from 'zod';
import { count, setting, size } from './setting.ts';

export const reportSettings = {
  reportEvery: setting(
    count().default(1000),
    '--report-every <n>',
    'steps between lines on the terminal, beside those by the clock',
  ),
  sampleEvery: setting(
    count().default(1000),
    '--sample-every <n>',
    'steps between pictures of samples',
  ),
  metricsEvery: setting(
    count().default(10),
    '--metrics-every <n>',
    'steps between rows of metrics.jsonl',
  ),
  checkpointEvery: setting(
    count().default(1000),
    '--checkpoint-every <n>',
    'steps between checkpoints',
  ),
  monitorEvery: setting(
    count().default(100),
    '--monitor-every <n>',
    'steps between measurements of the diversity of samples and of the modes hit',
  ),
  tensorboard: setting(
    z.boolean().default(false),
    '--tensorboard',
    "also write TensorBoard's event files, into the folder tensorboard of the run",
  ),
  evaluateEvery: setting(
    size().optional(),
    '--evaluate-every <n>',
    'steps between scores of 2,000 samples: FID, and IS where the extractor classifies (default: never)',
  ),
  features: setting(
    z.string().min(1).optional(),
    '--features <extractor.onnx>',
    "an ONNX file from images to features, for the scores; with classes, it counts the modes hit too (default: as 'ganport evaluate')",
  ),
} as const;
