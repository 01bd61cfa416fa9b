/**
 * Models that a server of the Open Inference Protocol (version 2) computes: KServe, Triton, MLServer,
 * `ganport serve` and others.
 *
 * @module
 */
import { negotiate } from '../negotiate.ts';
import type { Session } from '../session.ts';
import type { ServerOptions } from '../server-options.ts';
import { httpClient } from './http.ts';
import { openOnServer } from './session.ts';

export type { ServerOptions } from '../server-options.ts';

/**
 * A session of a model on a server, over HTTP, in Node and in web pages. Runs are sent at once, so that
 * the server can compute them together. No ONNX Runtime is needed here.
 *
 * In Node, `createSession(address, { providers: ['server'] })` does the same, and speaks gRPC as well:
 * `grpc://host:port/NAME`, with the packages @grpc/grpc-js and protobufjs.
 *
 * @param address `http://host:port/v2/models/NAME`, with `/versions/VERSION` where that matters
 * @throws RuntimeError `no-provider` when the server does not answer, `model-not-found`,
 * `invalid-option`, `not-installed`
 * @example
 * const session = await createServerSession('http://localhost:8080/v2/models/digits');
 * const noise = { dtype: 'float32', dims: [1, 100], data: new Float32Array(100) } as const;
 * const { image } = await session.run({ noise });
 */
export function createServerSession(
  address: string,
  options: ServerOptions = {},
): Promise<Session> {
  return negotiate(['server'], () =>
    openOnServer({ http: async () => httpClient }, address, options),
  );
}
