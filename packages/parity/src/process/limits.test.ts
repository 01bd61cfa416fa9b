/** What a hostile model, a stopped process and a lost parent leave: a typed error, and no process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession } from '@ganport/runtime/node';
import { describe, expect, test, vi } from 'vitest';
import { floats, productModel } from '../testing/models.ts';
import { createProcessSession } from './create.ts';
import { environmentFor } from './environment.ts';
import { shareProcess } from './share-process.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const hostile = join(root, 'fixtures', 'hostile');
const limits = { timeLimit: 60, memoryLimit: 2 ** 29 };
const noise = { noise: floats([1, 2, 3, 4], [1, 4]) };

/** Opens a file of fixtures/hostile and runs it. */
async function run(file: string, timeLimit = limits.timeLimit): Promise<void> {
  const options = { providers: ['cpu'], threads: 1, ...limits, timeLimit } as const;
  const session = await createProcessSession(join(hostile, file), options);
  try {
    await session.run(noise);
  } finally {
    await session.dispose();
  }
}

/** Numbers of the processes that run sessions for `parent`. Linux. */
function sessionsOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const ppid = / (\d+)/.exec(
          readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').at(-1)?.slice(2) ?? '',
        )?.[1];
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return Number(ppid) === parent && command.includes('parity/dist/process/entry.js');
      } catch {
        return false;
      }
    });
}

describe.runIf(process.platform === 'linux')('limits', () => {
  test('an endless loop is stopped after the time limit', async () => {
    await expect(run('endless-loop.onnx', 2)).rejects.toMatchObject({
      code: 'time-limit',
      message: `${join(hostile, 'endless-loop.onnx')}: computed for 2 s without a result and was stopped; if it needs longer, raise --time-limit (timeLimit)`,
    });
    expect(sessionsOf(process.pid)).toEqual([]);
  });

  const large = readdirSync(hostile).filter((name) => /^(large|folded).*\.onnx$/.test(name));
  test.each(large)(
    '%s is stopped at the memory limit, or refused by ONNX Runtime',
    async (file) => {
      const error: unknown = await run(file).catch((thrown: unknown) => thrown);
      // ONNX Runtime refuses what the machine does not have; it folds constants that it can hold.
      const codes = ['memory-limit', 'run-failed', 'invalid-model'];
      expect(codes).toContain((error as { code: string }).code);
      expect((error as Error).message).toMatch(new RegExp(`${file}: [^\n]+$`));
      expect(sessionsOf(process.pid)).toEqual([]);
    },
  );

  test('a division by zero is one line, with the file and the node', async () => {
    const file = join(hostile, 'division-by-zero.onnx');
    await expect(run('division-by-zero.onnx')).rejects.toMatchObject({
      code: 'run-failed',
      message: `${file}: ONNX Runtime: Div node: Integer division by zero`,
    });
  });

  test('the memory limit counts what the process holds', async () => {
    await expect(run('large-output.onnx')).rejects.toMatchObject({
      code: 'memory-limit',
      message: expect.stringContaining('needed more than 512 MiB of memory and was stopped'),
    });
  });

  test('a stopped process is ended', async () => {
    const session = await createProcessSession(productModel, { providers: ['cpu'], timeLimit: 10 });
    const [child] = sessionsOf(process.pid);
    expect(child).toBeDefined();
    if (child !== undefined) process.kill(child, 'SIGSTOP');
    await expect(session.run({ x: floats([1, 1], [1, 2]) })).rejects.toMatchObject({
      code: 'time-limit',
    });
    await session.dispose();
    expect(sessionsOf(process.pid)).toEqual([]);
  });

  test('a process that computes ends with its parent', async () => {
    const script = `
      import { createProcessSession } from '@ganport/parity';
      const data = new Float32Array(4);
      const session = await createProcessSession('endless-loop.onnx', { providers: ['cpu'] });
      session.run({ noise: { dtype: 'float32', dims: [1, 4], data } }).catch(() => {});
      setTimeout(() => console.log('running'), 300);`;
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        script.replace("'endless-loop.onnx'", JSON.stringify(join(hostile, 'endless-loop.onnx'))),
      ],
      { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(parent.stdout, 'data');
    const [child] = sessionsOf(Number(parent.pid));
    expect(child).toBeDefined();
    parent.kill('SIGKILL');
    await once(parent, 'close');
    await expect.poll(() => existsSync(`/proc/${child}`), { timeout: 5000 }).toBe(false);
  });

  test('sessions share a process, which is started again after its end', async () => {
    const launch = shareProcess(limits);
    const open = () => createSession(productModel, { launch, providers: ['cpu'] });
    const sessions = [await open(), await open()];
    const [first, ...others] = sessionsOf(process.pid);
    expect(others).toEqual([]);
    for (const session of sessions) {
      expect((await session.run({ x: floats([1, 1], [1, 2]) })).y).toEqual(
        floats([5, 7, 9], [1, 3]),
      );
    }
    await sessions[0]?.dispose();
    if (first !== undefined) process.kill(first, 'SIGKILL');
    await expect(sessions[1]?.run({ x: floats([1, 1], [1, 2]) })).rejects.toMatchObject({
      code: 'crashed',
    });
    await sessions[1]?.dispose();
    const again = await open();
    expect(sessionsOf(process.pid)).not.toContain(first);
    await again.dispose();
    await expect.poll(() => sessionsOf(process.pid), { timeout: 5000 }).toEqual([]);
  });
});

test('keys and tokens stay in this process', () => {
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('NPM_TOKEN', 'secret');
  vi.stubEnv('CUDA_VISIBLE_DEVICES', '0');
  const environment = environmentFor('cpu');
  vi.unstubAllEnvs();
  expect(Object.values(environment)).not.toContain('secret');
  expect(environment).toMatchObject({ PATH: process.env['PATH'], CUDA_VISIBLE_DEVICES: '0' });
});
