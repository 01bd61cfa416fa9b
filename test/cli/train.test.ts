/** `ganport train`: the files that it writes, its output, and how it stops. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganport, startGanport, succeed, temporaryFolder } from './support/ganport.ts';
import { ganportHere, succeedHere } from './support/here.ts';
import { writeImages } from './support/material.ts';

const folder = temporaryFolder();
const data = writeImages(folder);

/** The smallest run there is; seconds, most of which Node takes to start. */
function train(out: string, ...more: string[]): string[] {
  const size = ['--width', '0.03', '--batch-size', '8', '--threads', '1'];
  return ['train', 'mlp', '--data', data, '--out', out, ...size, ...more];
}

const reportLine =
  /^step \d+ \[D loss: \d+\.\d{3} \| D accuracy: \d+\.\d%\] \[G loss: \d+\.\d{3}\]$/;

test('a run: files in its folder, lines on stderr, nothing on stdout', async () => {
  const args = train('run', '--steps', '30', '--report-every', '10', '--metrics-every', '5');
  const { code, stdout, stderr } = await ganport(folder, args);
  expect([code, stdout]).toEqual([0, '']);
  const lines = stderr.trimEnd().split('\n');
  const steps = lines.filter((line) => reportLine.test(line)).map((line) => line.split(' ')[1]);
  expect(steps).toEqual(['10', '20', '30']);
  // Neither colors nor a bar, and none of tfjs's advice.
  for (const absent of ['\u001b', '\r', 'tfjs-node']) expect(stderr).not.toContain(absent);
  expect(readdirSync(join(folder, 'run')).toSorted()).toEqual([
    'checkpoint',
    'config.json',
    'curves.svg',
    'generator.onnx',
    'metrics.jsonl',
    'samples',
  ]);
  const rows = readFileSync(join(folder, 'run', 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  expect(rows.map((row) => (JSON.parse(row) as { step: number }).step)).toEqual([
    5, 10, 15, 20, 25, 30,
  ]);
});

test('a folder that holds a run is not overwritten', async () => {
  const args = train('twice', '--steps', '1');
  await succeedHere(folder, args);
  const { code, stdout, stderr } = await ganportHere(folder, args);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toBe(
    'ganport: twice: already holds a run; resume it with --resume, or choose another folder\n',
  );
});

test('--resume continues with the settings of the run', async () => {
  await succeedHere(folder, train('resumed', '--steps', '4', '--seed', '9'));
  const more = ['train', 'mlp', '--out', 'resumed', '--resume', '--steps', '7'];
  const { code, stderr } = await ganportHere(folder, more);
  expect(code).toBe(0);
  expect(stderr).toContain('resumed: going on from step 4');
  expect(stderr).toContain('trained to step 7');
  const other = ['train', 'mlp', '--out', 'resumed', '--resume', '--steps', '9', '--seed', '8'];
  const refused = await ganportHere(folder, other);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('seed was 9 and is now 8');
});

test('Ctrl-C saves a checkpoint and prints how to resume, and the run resumes', async () => {
  const started = startGanport(folder, train('stopped', '--steps', '1000000'));
  await started.waitFor('a new run');
  started.child.kill('SIGINT');
  const { code, stdout, stderr } = await started.finished();
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toContain('stopping after this step');
  const step = Number(/stopped at step (\d+), which is saved/.exec(stderr)?.[1]);
  expect(step).toBeGreaterThan(0);
  expect(stderr).toContain('to go on: ganport train mlp --out stopped --resume\n');
  const args = ['train', 'mlp', '--out', 'stopped', '--resume', '--steps', String(step + 1)];
  const more = await succeed(folder, args);
  expect(more.stderr).toContain(`stopped: going on from step ${step}`);
});

test('the second Ctrl-C quits at once, by the signal and without a crash', async () => {
  // One step of this takes a while, so that native threads compute when the process ends.
  const slow = ['train', 'dcgan', '--data', data, '--batch-size', '64', '--width', '2', '--out'];
  for (let tries = 0; tries < 3; tries++) {
    const started = startGanport(folder, [...slow, `quit-${tries}`]);
    await started.waitFor('a new run');
    await new Promise((resolve) => setTimeout(resolve, 250 * tries));
    started.child.kill('SIGINT');
    await started.waitFor('stopping after this step');
    started.child.kill('SIGINT');
    const { stderr } = await started.finished();
    expect(started.child.signalCode).toBe('SIGINT');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^stopping after this step/);
    expect(readdirSync(join(folder, `quit-${tries}`))).not.toContain('.ganport-lock');
  }
});

test('a folder in which a run trains is refused, until the run ends', async () => {
  const args = train('busy', '--steps', '1000000', '--checkpoint-every', '5');
  const started = startGanport(folder, args);
  await started.waitFor('a new run');
  while (!existsSync(join(folder, 'busy/checkpoint/step-000010.safetensors'))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const again = await ganport(folder, [...args, '--resume']);
  expect([again.code, again.stderr]).toEqual([
    1,
    expect.stringMatching(
      /^ganport: busy: in use by process \d+ since \S+; wait until it ends, or choose another folder\n$/,
    ),
  ]);
  // Readers of a run do not wait.
  await succeed(folder, ['generate', 'busy', '--out', 'busy.png']);
  started.child.kill('SIGKILL');
  await started.finished();
  expect(readdirSync(join(folder, 'busy'))).toContain('.ganport-lock');
  const resumed = startGanport(folder, [...args, '--resume']);
  await resumed.waitFor('going on from step');
  resumed.child.kill('SIGTERM');
  expect(await resumed.finished()).toMatchObject({ code: 143 });
  expect(readdirSync(join(folder, 'busy'))).not.toContain('.ganport-lock');
});

test('--engine tfjs prints its backend', async () => {
  const args = train('eager', '--steps', '2', '--engine', 'tfjs');
  const { code, stderr } = await ganportHere(folder, args);
  expect(code).toBe(0);
  expect(stderr).toMatch(/trained to step 2 in \d+ s on tfjs (cpu|tensorflow)/);
});

test.each([
  ['data that are not there', ['--data', 'nowhere'], 'nowhere'],
  ['a batch larger than the data', ['--batch-size', '1000'], 'only 64 samples'],
])('%s: one line, exit code 1', async (_, more, reason) => {
  const { code, stdout, stderr } = await ganportHere(folder, train('bad', '--steps', '1', ...more));
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^ganport: .*\n$/);
  expect(stderr).toContain(reason);
  expect(existsSync(join(folder, 'bad'))).toBe(false);
});

test('a provider that cannot start leaves no run behind', async () => {
  const { code, stderr } = await ganportHere(
    folder,
    train('gpu', '--steps', '2', '--provider', 'cuda'),
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/cuda/);
  expect(existsSync(join(folder, 'gpu'))).toBe(false);
  await succeedHere(folder, train('gpu', '--steps', '2'));
});

test('killed at any moment, resumed, it ends as a run that was never stopped', async () => {
  const args = (out: string) => [...train(out, '--steps', '60'), '--checkpoint-every', '7'];
  await succeed(folder, args('whole'));
  for (let kills = 0; ; kills++) {
    const resume = existsSync(join(folder, 'killed', 'config.json')) ? ['--resume'] : [];
    const started = startGanport(folder, [...args('killed'), '--metrics-every', '1', ...resume]);
    const step = () => {
      const path = join(folder, 'killed', 'metrics.jsonl');
      return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length : 0;
    };
    const before = step();
    const running = started.finished();
    // Three times in the midst of the training, between any two of its writes.
    while (kills < 3 && started.child.exitCode === null && step() < before + 11) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    if (kills < 3) started.child.kill('SIGKILL');
    const { code, stderr } = await running;
    if (kills < 3) continue;
    expect([code, stderr]).toEqual([0, expect.stringContaining('trained to step 60')]);
    break;
  }
  const state = (run: string) =>
    readFileSync(join(folder, run, 'checkpoint', 'step-000060.safetensors'));
  const tensors = (bytes: Buffer) => bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
  expect(tensors(state('killed')).equals(tensors(state('whole')))).toBe(true);
  const generator = (run: string) => readFileSync(join(folder, run, 'generator.onnx'));
  expect(generator('killed').equals(generator('whole'))).toBe(true);
});

test('a truncated data file', async () => {
  const whole = readFileSync(join(folder, data));
  writeFileSync(join(folder, 'cut-images-idx3-ubyte'), whole.subarray(0, 500));
  const more = ['--steps', '1', '--data', 'cut-images-idx3-ubyte'];
  const { code, stderr } = await ganportHere(folder, train('cut', ...more));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^ganport: cut-images-idx3-ubyte.*\n$/);
});

test('a file where the run folder should be', async () => {
  writeFileSync(join(folder, 'file'), 'mine');
  const { code, stderr } = await ganportHere(folder, train('file', '--steps', '1'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^ganport: file: cannot be written: .*\n$/);
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('mine');
});

test('--resume without a run', async () => {
  const { code, stderr } = await ganportHere(folder, train('none', '--resume'));
  expect(code).toBe(1);
  expect(stderr).toBe('ganport: none: not the folder of a run (no config.json); check the path\n');
});

test('ganport new writes a template that ganport train takes; it replaces no file', async () => {
  expect(await ganportHere(folder, ['new', 'my-gan.mjs'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'my-gan.mjs: edit it, then run ganport train ./my-gan.mjs --out runs/mine\n',
  });
  const again = await ganportHere(folder, ['new', 'my-gan.mjs']);
  expect([again.code, again.stderr]).toEqual([
    2,
    'ganport: my-gan.mjs: exists already; choose another name\n',
  ]);
  const flags = ['--steps', '2', '--batch-size', '4', '--width', '0.1'];
  const trained = await ganportHere(folder, ['train', './my-gan.mjs', '--out', 'mine', ...flags]);
  expect(trained.code).toBe(0);
  expect(trained.stderr).toMatch(/^my-gan, [\d,]+ parameters; mnist/m);
  const drawn = await ganportHere(folder, ['generate', 'mine/generator.onnx', '--out', 'mine.png']);
  expect(drawn.code).toBe(0);
});
