/** PyPI's MLServer with one ONNX model, in a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python } from './peers.ts';

export interface MlServer {
  readonly http: string;
  readonly grpc: string;
  stop(): Promise<void>;
}

/** Serves the model as `NAME` and returns when it is ready. */
export async function startMlServer(name: string, model: Uint8Array): Promise<MlServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-mlserver-'));
  const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const settings = {
    host: '127.0.0.1',
    http_port: http,
    grpc_port: grpc,
    metrics_port: metrics,
    parallel_workers: 0,
  };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  mkdirSync(join(folder, name));
  const uri = './model.onnx';
  const modelSettings = { name, implementation: 'runtime.Onnx', parameters: { uri } };
  writeFileSync(join(folder, name, 'model-settings.json'), JSON.stringify(modelSettings));
  writeFileSync(join(folder, name, 'model.onnx'), model);
  const child = spawn(python, ['-c', 'from mlserver.cli import main; main()', 'start', folder], {
    env: { ...process.env, PYTHONPATH: import.meta.dirname },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = `http://127.0.0.1:${http}/v2/models/${name}/ready`;
  while (child.exitCode === null) {
    const isReady = await fetch(ready).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) {
      return {
        http: `http://127.0.0.1:${http}/v2/models/${name}`,
        grpc: `grpc://127.0.0.1:${grpc}/${name}`,
        stop,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`MLServer ended: ${output}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
