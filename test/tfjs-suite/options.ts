/** The command line of the suite. */
import { parseArgs } from 'node:util';

/** Where ganport's backend computes: in Node, or in Chromium. */
export const providers = ['cpu', 'wasm', 'webgpu'] as const;
export type SuiteProvider = (typeof providers)[number];

/**
 * Others, without a results file: tfjs backends to compare with, and ganport's backend on a GPU in Node,
 * which the machines of CI lack.
 */
const peers = ['tfjs-cpu', 'tfjs-node', 'node-cuda', 'node-webgpu'] as const;

export interface SuiteOptions {
  readonly provider: SuiteProvider | (typeof peers)[number];
  /** Only cases whose names contain this text. */
  readonly filter: string;
  /** Every `of`-th case, beginning with case number `part - 1`. */
  readonly shard: { readonly part: number; readonly of: number };
  /** Cases that the last run has finished are not run again. */
  readonly resume: boolean;
  readonly verbose: boolean;
  /** Writes the results file of the provider anew. */
  readonly update: boolean;
}

const usage = `npm run test:tfjs -- [options]
  --provider NAME  ${[...providers, ...peers].join(', ')}; default: cpu
  --filter TEXT    only cases whose names contain the text
  --shard I/N      the I-th of N samples of the cases, for example 1/10
  --resume         goes on where the last run of this provider was stopped
  --update         writes test/tfjs-suite/results/PROVIDER.json anew; needs all cases
  --verbose        prints each failure, also the expected ones`;

/** @throws Error with one line */
export function readOptions(args: readonly string[]): SuiteOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      provider: { type: 'string', default: 'cpu' },
      filter: { type: 'string', default: '' },
      shard: { type: 'string', default: '1/1' },
      resume: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      update: { type: 'boolean', default: false },
    },
  });
  const provider = [...providers, ...peers].find((name) => name === values.provider);
  if (!provider) throw new Error(`--provider ${values.provider}: unknown\n${usage}`);
  const shard = readShard(values.shard);
  if (values.update && (!isSuiteProvider(provider) || values.filter !== '' || shard.of > 1)) {
    throw new Error(`--update: needs all cases of ${providers.join(', ')}`);
  }
  return { ...values, provider, shard };
}

function readShard(text: string): SuiteOptions['shard'] {
  const [, part, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  if (part && of && part <= of) return { part, of };
  throw new Error(`--shard ${text}: expected I/N with 1 ≤ I ≤ N, for example 1/10`);
}

export function isSuiteProvider(name: string): name is SuiteProvider {
  return providers.some((provider) => provider === name);
}

/** The cases that the options ask for, in order. */
export function selectCases(
  all: readonly string[],
  { filter, shard }: Pick<SuiteOptions, 'filter' | 'shard'>,
): string[] {
  return all
    .filter((name) => name.includes(filter))
    .filter((_, i) => i % shard.of === shard.part - 1);
}
