/**
 * The owner of a file is the process that made it. It is recorded with the file, so that another
 * process can tell later whether the owner still runs. A process number alone does not tell: it is
 * used again after its process has ended, and each host and each container has its own numbers.
 */

export interface Owner {
  readonly host: string;
  /** The space of process numbers, one for each container; '' where the system does not tell. */
  readonly space: string;
  readonly pid: number;
  /** When the process started, in ticks of the system's clock; '' where the system does not tell. */
  readonly started: string;
}

let self: Promise<Owner> | undefined;

/** This process as an owner. */
export function thisProcess(): Promise<Owner> {
  return (self ??= describeThisProcess());
}

async function describeThisProcess(): Promise<Owner> {
  const { readlink } = await import('node:fs/promises');
  const { hostname } = await import('node:os');
  const { pid } = process;
  const space = await readlink('/proc/self/ns/pid').catch(() => '');
  return { host: hostname(), space, pid, started: (await readProcess(pid))?.started ?? '' };
}

/** Whether an owner runs; 'unknown' for a process of another host or container. */
export async function stateOf(owner: Owner): Promise<'running' | 'ended' | 'unknown'> {
  const { host, space } = await thisProcess();
  if (owner.host !== host || owner.space !== space) return 'unknown';
  if (!isNumberInUse(owner.pid)) return 'ended';
  const running = await readProcess(owner.pid);
  if (!running) return 'running'; // Not visible: it is not known to have ended.
  const isOther = owner.started !== '' && running.started !== owner.started;
  return isOther || running.isZombie ? 'ended' : 'running';
}

function isNumberInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: a process of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** What Linux tells of a process (proc(5), /proc/pid/stat); undefined elsewhere. */
async function readProcess(
  pid: number,
): Promise<{ readonly started: string; readonly isZombie: boolean } | undefined> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The second field, the name in parentheses, may contain spaces. The state is the third field,
  // the start time the twenty-second.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { started: fields[19] ?? '', isZombie: 'ZX'.includes(fields[0] ?? ' ') };
}
