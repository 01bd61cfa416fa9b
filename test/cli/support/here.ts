/**
 * Runs `ganport` in the process of the test, where tfjs is loaded already: a tenth of the time. For
 * commands that end by themselves; signals and streams that break need a process of their own.
 */
import { main } from 'ganport';
import { vi } from 'vitest';
import { type Finished, type ganport, succeed } from './ganport.ts';

/** Commands run one after the other, since they share the streams and the current folder. */
let last: Promise<unknown> = Promise.resolve();

/** As `ganport` of ganport.ts. */
export function ganportHere(...command: Parameters<typeof ganport>): Promise<Finished> {
  const finished = last.then(() => run(...command));
  last = finished.catch(() => undefined);
  return finished;
}

async function run(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const home = process.cwd();
  const listeners = process.stdout.listeners('error');
  const [stdout, stderr] = [captured('stdout'), captured('stderr')];
  process.chdir(folder);
  process.exitCode = undefined;
  try {
    const code = await main(args);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    vi.unstubAllEnvs();
    process.exitCode = undefined;
    process.chdir(home);
    for (const stream of [stdout, stderr]) stream.restore();
    for (const listener of process.stdout.listeners('error')) {
      if (!listeners.includes(listener)) process.stdout.off('error', listener as () => void);
    }
  }
}

/** As `succeed` of ganport.ts. */
export const succeedHere = (folder: string, args: readonly string[]): Promise<Finished> =>
  succeed(folder, args, ganportHere);

function captured(name: 'stdout' | 'stderr') {
  let written = '';
  const spy = vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
    written += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  });
  return { text: () => written, restore: () => spy.mockRestore() };
}
