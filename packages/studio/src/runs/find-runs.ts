/**
 * The run folders below a folder. Links are not followed, and a run whose files are links is left out,
 * so that nothing outside the folder is ever read. What is read is bounded.
 */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RunFolder } from '@ganport/lab';
import { runFolder } from '@ganport/lab/internal';

/** A run by its id, the path below the folder with `/`. */
export interface FoundRun {
  readonly id: string;
  readonly run: RunFolder;
}

export interface FoundRuns {
  /** In the order of their ids. */
  readonly runs: readonly FoundRun[];
  /** Folders that are left out, a line each. */
  readonly problems: readonly string[];
}

/** Limits of a search. */
export interface SearchLimits {
  readonly depth: number;
  readonly folders: number;
  readonly runs: number;
}

const defaultLimits: SearchLimits = { depth: 8, folders: 20_000, runs: 5000 };

/** Folders that have no runs and may be large. */
const skipped = /^(?:\.|node_modules$)/;

/**
 * Finds the runs below a folder, the folder itself included. A folder that cannot be read is left out.
 *
 * @returns no runs when there is no such folder
 * @example
 * const { runs } = await findRuns('runs');
 */
export async function findRuns(folder: string, limits = defaultLimits): Promise<FoundRuns> {
  const runs: FoundRun[] = [];
  const problems: string[] = [];
  let level: string[] = ['.'];
  let seen = 0;
  for (let depth = 0; depth <= limits.depth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const id of level) {
      if (++seen > limits.folders || runs.length >= limits.runs) {
        problems.push(
          `only ${runs.length} runs are shown; open a folder further down for the others`,
        );
        return { runs: sorted(runs), problems };
      }
      const path = join(folder, id);
      const entries = await readdir(path, { withFileTypes: true }).catch((): Dirent[] => []);
      if (!isRun(path, entries)) {
        const folders = entries.filter((entry) => entry.isDirectory() && !skipped.test(entry.name));
        next.push(...folders.map(({ name }) => (id === '.' ? name : `${id}/${name}`)));
        continue;
      }
      const link = linkOf(path, entries);
      if (link === undefined) runs.push({ id, run: runFolder(path) });
      else problems.push(`${id}: ${link} is a link; the studio follows none`);
    }
    level = next;
  }
  return { runs: sorted(runs), problems };
}

function isRun(path: string, entries: readonly Dirent[]): boolean {
  const name = basename(runFolder(path).config);
  return entries.some((entry) => entry.name === name && !entry.isDirectory());
}

/** The first of a run's own files that is a link. */
function linkOf(path: string, entries: readonly Dirent[]): string | undefined {
  const own = new Set(Object.values(runFolder(path)).map((file) => basename(file)));
  return entries.find((entry) => entry.isSymbolicLink() && own.has(entry.name))?.name;
}

function sorted(runs: readonly FoundRun[]): FoundRun[] {
  return runs.toSorted((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}
