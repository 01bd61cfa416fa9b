/**
 * Where the models that a user names are computed: in a child process with limits of time and
 * memory, because a model file may come from anyone. All commands use it for every model but those
 * that ganport ships.
 */
import { InvalidArgumentError } from '@commander-js/extra-typings';
import type { Provider } from '@ganport/runtime';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { defined, positiveNumber } from './arguments.ts';

export interface UntrustedOptions {
  readonly providers?: readonly Provider[] | undefined;
  readonly threads?: number | undefined;
  /** Seconds for opening a model, and for each run of it. */
  readonly timeLimit?: number | undefined;
  /** Bytes of the child process. */
  readonly memoryLimit?: number | undefined;
}

/** The flag of the time limit, for `option(...)`. */
export const timeLimit = [
  '--time-limit <seconds>',
  'the most time that opening the model, or one run of it, may take (default: 120)',
  positiveNumber,
] as const;

/** The flag of the memory limit, for `option(...)`. */
export const memoryLimit = [
  '--memory-limit <size>',
  // Node and ONNX Runtime alone need 256M.
  "the most main memory that the model's process may take, for example 12G (default: half of the machine's, at most 8G)",
  size(2 ** 28),
] as const;

/**
 * The options of the sessions of one command. They share one child process where the providers
 * allow it.
 */
export async function untrusted(options: UntrustedOptions): Promise<NodeSessionOptions> {
  const { shareProcess } = await import('@ganport/parity');
  const { providers, threads, ...limits } = options;
  const { timeLimit: seconds, memoryLimit: bytes } = limits;
  const launch = shareProcess(defined({ timeLimit: seconds, memoryLimit: bytes }));
  return { launch, ...defined({ providers, threads }) };
}

const units: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** A parser of `512M`, `12G`, `1.5 GiB`, of at least so many bytes. */
export function size(least: number): (text: string) => number {
  return (text) => {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT])(?:i?B)?$/i.exec(text) ?? [];
    const value = Number(number) * (units[unit.toUpperCase()] ?? NaN);
    if (value >= least && Number.isFinite(value)) return Math.floor(value);
    const smallest = least >= 2 ** 20 ? `${least / 2 ** 20}M` : `${least / 2 ** 10}K`;
    throw new InvalidArgumentError(
      `It must be a size of at least ${smallest}, such as 512M or 12G`,
    );
  };
}
