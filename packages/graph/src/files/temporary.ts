/**
 * Temporary files and folders, in which something is written before it takes its name. Their names
 * contain their owner. A process removes its own when it ends early, and before it writes into a
 * folder it removes those of processes that were killed. Those of other processes that run, or of
 * other hosts, stay.
 */
import { atExit } from './at-exit.ts';
import { stateOf, thisProcess } from './owner.ts';

export interface Temporary {
  /** Nothing is there yet. */
  readonly path: string;
  /** Removes what is at the path, and forgets it. */
  remove(): Promise<void>;
  /** Forgets the path, whose content has taken its name. */
  forget(): void;
}

/** Place, process number, start of the process, and a number of its own. */
const namePattern = /^\.ganport-([0-9a-f]{16})-(\d+)-(\d*)-[0-9a-f-]+\.tmp$/;

/** The folders in which this process has removed what killed ones left. */
const tidied = new Set<string>();

/** A new temporary path in a folder. */
export async function openTemporary(folder: string): Promise<Temporary> {
  const { rmSync } = await import('node:fs');
  const { rm } = await import('node:fs/promises');
  const { join, resolve } = await import('node:path');
  const place = resolve(folder);
  if (!tidied.has(place)) {
    tidied.add(place);
    // A folder that cannot be tidied can often be written to.
    await removeStaleTemporaries(place).catch(() => undefined);
  }
  const { pid, started } = await thisProcess();
  const name = `.ganport-${await placeOfOwners()}-${pid}-${started}-${crypto.randomUUID()}.tmp`;
  const path = join(folder, name);
  // Absolute, as the working directory may be another one at the end.
  const forget = atExit(() => rmSync(join(place, name), { recursive: true, force: true }));
  return {
    path,
    forget,
    async remove() {
      await rm(path, { recursive: true, force: true });
      forget();
    },
  };
}

/** Whether a name is that of a temporary file or folder of ganport. */
export const isTemporaryName = (name: string): boolean => namePattern.test(name);

/** Removes the temporary files and folders in a folder whose owners have ended. */
export async function removeStaleTemporaries(folder: string): Promise<void> {
  const { readdir, rm } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const here = await placeOfOwners();
  const { host, space } = await thisProcess();
  for (const name of await readdir(folder)) {
    const [, place, pid, started = ''] = namePattern.exec(name) ?? [];
    if (place !== here) continue;
    if ((await stateOf({ host, space, pid: Number(pid), started })) !== 'ended') continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** A digest of the host and of the space of process numbers. */
async function placeOfOwners(): Promise<string> {
  const { host, space } = await thisProcess();
  const bytes = new TextEncoder().encode(`${host}\n${space}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
