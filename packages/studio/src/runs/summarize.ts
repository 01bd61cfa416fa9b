/** A run of the list: what its folder shows at this moment, without reading all of its metrics. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openRunFolder, readWarnings, type RunFolder } from '@ganport/lab';
import { listSamples, readLock, type LockHolder } from '@ganport/lab/internal';
import type { RunState, RunSummary } from '../protocol.ts';
import type { FoundRun } from './find-runs.ts';
import { readLastRow } from './last-row.ts';

/** Sizes and times of the files that a summary is made of: while they stay, so does the summary. */
export interface Signature {
  readonly text: string;
  /** The newest time, in milliseconds since 1970. */
  readonly changed: number;
}

/** The signature of a run. A file that is missing counts as empty. */
export async function signatureOf(run: RunFolder): Promise<Signature> {
  const files = [run.config, run.metrics, run.warnings, run.samples, join(run.path, LOCK)];
  const stats = await Promise.all(files.map((file) => stat(file).catch(() => undefined)));
  return {
    text: stats.map((each) => `${each?.size ?? 0} ${each?.mtimeMs ?? 0}`).join(' '),
    changed: Math.max(0, ...stats.slice(0, 4).map((each) => each?.mtimeMs ?? 0)),
  };
}

/** Of lab's lock; a name here only decides how soon a change is seen. */
const LOCK = '.ganport-lock';

/** The summary of a run. Files that are missing or damaged leave their part out. */
export async function summarize({ id, run }: FoundRun, changed: number): Promise<RunSummary> {
  const config = await configOf(run);
  const last = await readLastRow(run.metrics);
  const warnings = await readWarnings(run.warnings).catch(() => []);
  const pictured = (await listSamples(run)).at(-1)?.step;
  const owner = await ownerOf(run);
  const step = last?.step ?? 0;
  const steps = typeof config['steps'] === 'number' ? config['steps'] : undefined;
  return {
    id,
    state: stateOf(owner !== undefined, step, steps),
    ...textOf(config, 'variant'),
    ...textOf(config, 'loss'),
    ...textOf(config, 'data'),
    step,
    ...(steps !== undefined && { steps }),
    ...(last && { last }),
    warnings: warnings.length,
    ...(pictured !== undefined && { pictured }),
    changed,
    ...(owner && { owner: { pid: owner.pid, host: owner.host, canStop: owner.isKnown } }),
  };
}

/** The process that works in a run's folder. A lock that cannot be read has an unknown owner. */
export async function ownerOf(run: RunFolder): Promise<LockHolder | undefined> {
  return readLock(run.path).catch(() => ({ pid: 0, host: 'unknown', since: '', isKnown: false }));
}

function stateOf(isLocked: boolean, step: number, steps: number | undefined): RunState {
  if (isLocked) return 'running';
  return steps !== undefined && step >= steps ? 'finished' : 'stopped';
}

async function configOf(run: RunFolder): Promise<Readonly<Record<string, unknown>>> {
  const { config } = await openRunFolder(run.path).catch(() => ({ config: undefined }));
  return typeof config === 'object' && config !== null ? { ...config } : {};
}

/** A field of the configuration where it is a text. */
function textOf<Field extends string>(
  config: Readonly<Record<string, unknown>>,
  field: Field,
): { readonly [Key in Field]?: string } {
  const value = config[field];
  const isText = typeof value === 'string';
  return (isText ? { [field]: value.slice(0, 200) } : {}) as { readonly [Key in Field]?: string };
}
