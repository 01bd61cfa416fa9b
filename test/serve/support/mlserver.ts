/** PyPI's MLServer with one ONNX model, in a process of its own. */
import { python } from '../../support/python-peers.ts';

export interface MlServer {
  /** The model's address. */
  readonly http: string;
  readonly grpc: string;
  stop(): Promise<void>;
}

/** What scripts/peers/mlserver.mjs exports; scripts are JavaScript and have no declarations. */
interface Script {
  startMlServer(python: string, name: string, model: Uint8Array): Promise<MlServer>;
}

const script: string = '../../../scripts/peers/mlserver.mjs';

/** Serves the model as `name` and returns when it is ready. */
export async function startMlServer(name: string, model: Uint8Array): Promise<MlServer> {
  const { startMlServer: start } = (await import(script)) as Script;
  return start(python, name, model);
}
