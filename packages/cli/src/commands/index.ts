/** The commands, in the order of help. A new one is a file beside this and an entry here. */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';

export interface CommandEntry {
  readonly name: string;
  /** The title of its group in help. */
  readonly group: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<CommandUnknownOpts>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'train',
    group: 'Train:',
    summary: 'train a GAN into a run folder',
    load: async () => (await import('./train.ts')).command,
  },
  {
    name: 'ray',
    group: 'Train:',
    summary: "write a run's step for workers of Ray",
    load: async () => (await import('./ray.ts')).command,
  },
  {
    name: 'data',
    group: 'Train:',
    summary: 'make data: jets of a simulated collider',
    load: async () => (await import('./data.ts')).command,
  },
  {
    name: 'new',
    group: 'Train:',
    summary: 'write the template of a GAN of your own',
    load: async () => (await import('./new.ts')).command,
  },
  {
    name: 'demo',
    group: 'Train:',
    summary: 'train, export and compare once, on digits',
    load: async () => (await import('./demo.ts')).command,
  },
  {
    name: 'generate',
    group: 'Use a trained network:',
    summary: 'generate samples with a trained generator',
    load: async () => (await import('./generate.ts')).command,
  },
  {
    name: 'translate',
    group: 'Use a trained network:',
    summary: 'translate images from one domain to the other',
    load: async () => (await import('./translate.ts')).command,
  },
  {
    name: 'augment',
    group: 'Use a trained network:',
    summary: 'generate a labeled data set with a conditional generator',
    load: async () => (await import('./augment.ts')).command,
  },
  {
    name: 'web',
    group: 'Use a trained network:',
    summary: 'write a web page around a generator',
    load: async () => (await import('./web.ts')).command,
  },
  {
    name: 'serve',
    group: 'Serve:',
    summary: 'serve models over the Open Inference Protocol',
    load: async () => (await import('./serve.ts')).command,
  },
  {
    name: 'triton',
    group: 'Serve:',
    summary: 'write what Triton and KServe need to serve a model',
    load: async () => (await import('./triton.ts')).command,
  },
  {
    name: 'export',
    group: 'Export and verify:',
    summary: 'export a run or a tfjs model as an ONNX file',
    load: async () => (await import('./export.ts')).command,
  },
  {
    name: 'optimize',
    group: 'Export and verify:',
    summary: 'fit an ONNX file to where it will run',
    load: async () => (await import('./optimize.ts')).command,
  },
  {
    name: 'parity',
    group: 'Export and verify:',
    summary: 'compare every runtime with the original',
    load: async () => (await import('./parity.ts')).command,
  },
  {
    name: 'evaluate',
    group: 'Measure:',
    summary: 'measure how good generated samples are',
    load: async () => (await import('./evaluate.ts')).command,
  },
  {
    name: 'compare',
    group: 'Measure:',
    summary: 'compare runs: settings, metrics, curves, samples',
    load: async () => (await import('./compare.ts')).command,
  },
  {
    name: 'studio',
    group: 'Measure:',
    summary: 'watch, start and compare runs in a page on this machine',
    load: async () => (await import('./studio.ts')).command,
  },
  {
    name: 'classifier',
    group: 'Measure:',
    summary: 'train a classifier, the feature extractor of evaluation',
    load: async () => (await import('./classifier.ts')).command,
  },
  {
    name: 'inspect',
    group: 'Export and verify:',
    summary: 'show what a model has: inputs, outputs, operators',
    load: async () => (await import('./inspect.ts')).command,
  },
  {
    name: 'doctor',
    group: 'This machine:',
    summary: 'show which runtimes work here, and how to get the others',
    load: async () => (await import('./doctor.ts')).command,
  },
  {
    name: 'setup',
    group: 'This machine:',
    summary: 'install the CUDA provider, or tfjs-node',
    load: async () => (await import('./setup.ts')).command,
  },
];
