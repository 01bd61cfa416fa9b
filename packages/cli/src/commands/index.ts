/** The commands in the order in which help lists them; a new one is a file and a line here. */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';

export interface CommandEntry {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<CommandUnknownOpts>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'train',
    summary: 'train a GAN into a run folder',
    load: async () => (await import('./train.ts')).command,
  },
  {
    name: 'new',
    summary: 'write the template of a GAN of your own',
    load: async () => (await import('./new.ts')).command,
  },
  {
    name: 'generate',
    summary: 'draw images with a trained generator',
    load: async () => (await import('./generate.ts')).command,
  },
  {
    name: 'translate',
    summary: 'turn images of one domain into the other',
    load: async () => (await import('./translate.ts')).command,
  },
  {
    name: 'augment',
    summary: 'draw a labelled data set with a conditional generator',
    load: async () => (await import('./augment.ts')).command,
  },
  {
    name: 'export',
    summary: 'turn a run or a tfjs model into an ONNX file',
    load: async () => (await import('./export.ts')).command,
  },
  {
    name: 'parity',
    summary: 'prove that every runtime computes what the original does',
    load: async () => (await import('./parity.ts')).command,
  },
  {
    name: 'evaluate',
    summary: 'say how good generated images are',
    load: async () => (await import('./evaluate.ts')).command,
  },
  {
    name: 'classifier',
    summary: 'train the classifier that evaluation judges with',
    load: async () => (await import('./classifier.ts')).command,
  },
  {
    name: 'inspect',
    summary: 'show what is in an ONNX file',
    load: async () => (await import('./inspect.ts')).command,
  },
  {
    name: 'doctor',
    summary: 'say which runtimes work on this machine, and how to get the others',
    load: async () => (await import('./doctor.ts')).command,
  },
  {
    name: 'setup',
    summary: 'give this machine the CUDA provider, or tfjs-node',
    load: async () => (await import('./setup.ts')).command,
  },
  {
    name: 'demo',
    summary: 'all of it in four minutes: train, export, compare',
    load: async () => (await import('./demo.ts')).command,
  },
];
