/** What a process and those that it has started use, as Linux counts it. */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of a second, in which Linux counts the time of a processor. */
const TICKS = 100;

/**
 * Resident megabytes (10⁶ bytes) and seconds of the processor.
 * @param {number} pid
 */
export function usageOf(pid) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // After the name, which may have blanks: state, parent, … , user and system time.
        const stat =
          readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        const size = Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
        const time = (Number(stat[11]) + Number(stat[12])) / TICKS;
        return [{ pid: Number(name), parent: Number(stat[1]), size, time }];
      } catch {
        // It has ended in between.
        return [];
      }
    });
  /** @param {number} id @returns {{ size: number, time: number }[]} */
  const family = (id) => [
    ...processes.filter((one) => one.pid === id),
    ...processes.filter(({ parent }) => parent === id).flatMap((child) => family(child.pid)),
  ];
  const all = family(pid);
  return {
    megabytes: Math.round(all.reduce((sum, { size }) => sum + size, 0) / 1e6),
    seconds: all.reduce((sum, { time }) => sum + time, 0),
  };
}
