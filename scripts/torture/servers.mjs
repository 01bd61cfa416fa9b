/**
 * `ganport serve` under attack: every attack costs its clients a refusal or their connection, and the server a
 * bounded amount of memory, which it does not keep. Under load a killed worker costs its requests alone; after a
 * killed server, clients have an error at once, and a new server answers.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { descendants, residentMiB } from './memory.mjs';
import { program } from './program.mjs';
import { randomOf } from './random.mjs';
import { attacks } from './server-attacks.mjs';

const limits = ['--time-limit', '5', '--max-body', '1M', '--max-queue', '64', '--threads', '1'];
/** Turns of each attack. What the first has allocated, the second uses again. */
const TURNS = 2;
/** What the memory may grow by from one turn to the next. */
const FLAT_MIB = 60;
/** What all attacks together may leave: the bytes that requests may have at once, and the allocator's slack. */
const LEFT_MIB = 250;

const answered = /^(200|429|500|503|504)$/;
const answeredOrGone = /^(200|429|500|503|504|ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET)$/;

const model = `
  (float[n,4] x) => (float[n,4] y) {
    y = Tanh(x)
  }`;
const good = JSON.stringify({
  inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4], data: [0, 0, 0, 0] }],
});

/** @param {string} path @param {number} http @param {number} grpc */
async function start(path, http = 0, grpc = 0) {
  const ports = ['--port', String(http), '--grpc-port', String(grpc)];
  const args = [program, 'serve', path, ...ports, ...limits, '--log-level', 'silent'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  /** @type {Promise<number | string>} */
  const ended = new Promise((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? code ?? 0)),
  );
  const addresses = [];
  for await (const line of createInterface({ input: child.stdout })) {
    addresses.push(new URL(line));
    if (addresses.length === 2) break;
  }
  const [one, two] = addresses.map(({ port }) => Number(port));
  if (one === undefined || two === undefined) throw new Error('the server did not start');
  return { child, ended, http: one, grpc: two };
}

/** @param {number} port @returns {Promise<number | string>} the status, or the error's code */
async function ask(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v2/models/model/infer`, {
      ...{ method: 'POST', body: good, signal: AbortSignal.timeout(30_000) },
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    const { name, cause } = /** @type {Error & { cause?: { code?: string } }} */ (error);
    return cause?.code ?? name;
  }
}

/** A busy machine may need a moment until its queue is empty. @param {number} port */
async function answersAgain(port) {
  let answer;
  for (let i = 0; i < 10; i++) {
    answer = await ask(port);
    if (answer === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`a good request afterwards: ${answer}`);
}

/** Asks without a pause, until `stop`. @param {number} port @param {number} clients */
function load(port, clients) {
  /** @type {Record<string, number>} */
  const answers = {};
  let isOn = true;
  const all = Promise.all(
    Array.from({ length: clients }, async () => {
      while (isOn) {
        const answer = String(await ask(port));
        answers[answer] = (answers[answer] ?? 0) + 1;
        // A server that is gone refuses at once.
        if (!/^\d+$/.test(answer)) await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }),
  );
  const stop = async () => {
    isOn = false;
    await all;
    return answers;
  };
  return { answers, stop };
}

/** Waits until an answer has come so many times. @param {Record<string, number>} answers @param {number} count */
async function until(answers, count) {
  for (let i = 0; i < 2400; i++) {
    if ((answers['200'] ?? 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no ${count} answers: ${JSON.stringify(answers)}`);
}

/** @param {Record<string, number>} answers @param {RegExp} allowed */
function checkAnswers(answers, allowed) {
  const odd = Object.keys(answers).find((answer) => !allowed.test(answer));
  if (odd !== undefined) throw new Error(`${odd} among ${JSON.stringify(answers)}`);
  return JSON.stringify(answers);
}

/**
 * @param {{
 *   seed: number,
 *   size: number,
 *   run: (campaign: string, work: (failures: string[]) => Promise<string>) => Promise<void>,
 * }} options size: the connections of an attack
 */
export async function serversCampaign({ seed, size, run }) {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-torture-'));
  const path = join(folder, 'model.onnx');
  writeFileSync(path, OnnxModel.fromGraph(parseGraph(model)).bytes());
  let server = await start(path);
  try {
    await ask(server.http);
    const before = await residentMiB();
    for (const { name, attack } of attacks) {
      await run(`serve: ${name}`, async () => {
        /** @type {Record<string, number>} */
        const counts = {};
        const memory = [];
        for (let turn = 0; turn < TURNS; turn++) {
          const random = randomOf(seed, name, turn);
          const outcomes = await attack({ ...server, model: 'model', random, size });
          for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
          await answersAgain(server.http);
          memory.push(Math.round((await residentMiB()) - before));
        }
        const answers = checkAnswers(counts, /^(4\d\d|closed|open|grpc [1-9]\d*)$/);
        const told = `${answers}, ${memory.join(' and ')} MiB more than at first`;
        const [first = 0, last = 0] = memory;
        if (last > LEFT_MIB || last - first > FLAT_MIB) throw new Error(told);
        return told;
      });
    }
    await run('serve: workers killed under load', async () => {
      const { answers, stop } = load(server.http, 8);
      for (let kill = 1; kill <= 3; kill++) {
        await until(answers, 100 * kill);
        const workers = descendants().filter(({ pid }) => pid !== server.child.pid);
        for (const { pid } of workers) process.kill(pid, 'SIGKILL');
        await until(answers, (answers['200'] ?? 0) + 100);
      }
      return checkAnswers(await stop(), answered);
    });
    await run('serve: the server killed under load', async () => {
      const { answers, stop } = load(server.http, 8);
      await until(answers, 100);
      server.child.kill('SIGKILL');
      await server.ended;
      server = await start(path, server.http, server.grpc);
      await until(answers, (answers['200'] ?? 0) + 100);
      return checkAnswers(await stop(), answeredOrGone);
    });
    await run('serve: the server stopped under load', async () => {
      const { answers, stop } = load(server.http, 8);
      await until(answers, 100);
      server.child.kill('SIGTERM');
      const code = await server.ended;
      const told = checkAnswers(
        await stop(),
        /^(200|429|503|ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET)$/,
      );
      if (code !== 143) throw new Error(`it ended with ${code}; ${told}`);
      return told;
    });
  } finally {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}
