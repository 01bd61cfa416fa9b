/**
 * Finds out what works on this machine: every runtime and provider computes a tiny model, each in a
 * process of its own. A row for what does not work has the reason and the remedy.
 */
import { RuntimeError } from '@ganport/runtime';
import { messageOf, probeInputs, probeModel, probeOutput } from '@ganport/runtime/internal';
import { runtimes, type RuntimeEntry } from './runtimes.ts';

export interface Diagnosis {
  /** `node`, `chromium`, or what the caller adds. */
  readonly runtime: string;
  readonly provider: string;
  readonly works: boolean;
  /** How it computes, or why it does not. */
  readonly detail: string;
  /** How to get it, when it does not work. */
  readonly remedy?: string;
}

/**
 * Tries every runtime, which takes some seconds. What does not work is a row and not an error.
 *
 * @param also the caller's own rows, which follow the others
 * @example
 * console.log(formatDoctor(await doctor()));
 */
export async function doctor(also: readonly Diagnosis[] = []): Promise<Diagnosis[]> {
  const rows: Diagnosis[] = [];
  // One after the other: each uses the whole processor.
  for (const entry of runtimes) rows.push(await diagnose(entry));
  return [...rows, ...also];
}

/**
 * A plain-text table, one line for each row and one more for each remedy.
 *
 * @example
 * console.log(formatDoctor(await doctor()));
 */
export function formatDoctor(rows: readonly Diagnosis[]): string {
  const runtimeWidth = Math.max(...rows.map(({ runtime }) => runtime.length));
  const providerWidth = Math.max(...rows.map(({ provider }) => provider.length));
  return rows
    .flatMap(({ runtime, provider, works, detail, remedy }) => {
      const name = `${runtime.padEnd(runtimeWidth)}  ${provider.padEnd(providerWidth)}`;
      const indent = ' '.repeat(name.length + '  works  '.length);
      return [
        `${name}  ${works ? 'works' : 'no   '}  ${detail}`,
        ...(remedy === undefined ? [] : [`${indent}→ ${remedy}`]),
      ];
    })
    .join('\n');
}

/** Seconds that a runtime may take for a product of two small matrices. */
const PATIENCE = 60;

async function diagnose(entry: RuntimeEntry): Promise<Diagnosis> {
  const { runtime, provider } = entry;
  try {
    const session = await entry.open(probeModel, { timeLimit: PATIENCE });
    try {
      const { y } = await session.run(probeInputs);
      const right = probeOutput.every((value, i) => y?.data[i] === value);
      if (right) return { runtime, provider, works: true, detail: entry.detail() };
      return { runtime, provider, works: false, detail: 'it computes wrong numbers' };
    } finally {
      await session.dispose();
    }
  } catch (thrown) {
    const [refusal] = thrown instanceof RuntimeError ? thrown.refused : [];
    const detail = refusal?.reason ?? messageOf(thrown);
    return { runtime, provider, works: false, detail, remedy: entry.remedy };
  }
}
