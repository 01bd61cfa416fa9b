/** Starts PyPI's MLServer with one ONNX model, for tests and benches. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {object} MlServer
 * @property {string} http the model's address
 * @property {string} grpc the model's address over gRPC
 * @property {number} pid
 * @property {() => Promise<void>} stop
 */

/**
 * Serves a model and returns when it is ready.
 * @param {string} python with mlserver and onnxruntime
 * @param {string} name
 * @param {Uint8Array} model the bytes of the ONNX file
 * @param {Record<string, unknown>} settings of the model, such as `max_batch_size`
 * @returns {Promise<MlServer>}
 */
export async function startMlServer(python, name, model, settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-mlserver-'));
  const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const places = { http_port: http, grpc_port: grpc, metrics_port: metrics };
  writeJson(join(folder, 'settings.json'), {
    ...{ host: '127.0.0.1', parallel_workers: 0, debug: false },
    ...places,
  });
  mkdirSync(join(folder, name));
  const parameters = { uri: './model.onnx' };
  writeJson(join(folder, name, 'model-settings.json'), {
    ...{ name, implementation: 'runtime.Onnx', parameters },
    ...settings,
  });
  writeFileSync(join(folder, name, 'model.onnx'), model);
  const start = 'from mlserver.cli import main; main()';
  const child = spawn(python, ['-c', start, 'start', folder], {
    env: { ...process.env, PYTHONPATH: join(import.meta.dirname, 'mlserver') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => (output = (output + text).slice(-5000)));
  }
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const address = `http://127.0.0.1:${http}/v2/models/${name}`;
  while (child.exitCode === null) {
    const isReady = await fetch(`${address}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) {
      return { http: address, grpc: `grpc://127.0.0.1:${grpc}/${name}`, pid: child.pid ?? 0, stop };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`MLServer ended: ${output}`);
}

/** @param {string} path @param {unknown} value */
function writeJson(path, value) {
  writeFileSync(path, JSON.stringify(value));
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
