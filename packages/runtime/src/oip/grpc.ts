/** A model of a server over gRPC, in Node. */
import type { ServiceError } from '@grpc/grpc-js';
import { messageOf, RuntimeError } from '../errors.ts';
import { loadRuntime } from '../load-runtime.ts';
import type { ServerOptions } from '../server-options.ts';
import { askAgain } from './ask-again.ts';
import {
  defaults,
  type ModelAddress,
  type ModelClient,
  pickOutputs,
  readValues,
  ServerUnavailable,
} from './client.ts';
import type { GrpcCall, GrpcReplies, GrpcRequests } from './grpc-schema.ts';

/** Seconds in which a server that was lost must be there again. */
const PATIENCE = 2;

export async function grpcClient(
  { base, model, version }: ModelAddress,
  options: ServerOptions,
): Promise<ModelClient> {
  const { timeLimit = defaults.timeLimit, maxBytes = defaults.maxBytes, key } = options;
  const grpc = await loadRuntime('@grpc/grpc-js', () => import('@grpc/grpc-js'));
  await loadRuntime('protobufjs', () => import('protobufjs/light.js'));
  const { methods } = await import('./grpc-schema.ts');
  const { readGrpcTensors, writeGrpcTensors } = await import('./grpc-tensors.ts');
  const [scheme, host = ''] = base.split('://');
  const credentials =
    scheme === 'grpcs' ? grpc.credentials.createSsl() : grpc.credentials.createInsecure();
  const client = new grpc.Client(host, credentials, {
    'grpc.max_receive_message_length': maxBytes,
    'grpc.max_send_message_length': -1,
  });
  const where = `${base}/${model}`;

  const call = <C extends GrpcCall>(name: C, request: GrpcRequests[C]) =>
    new Promise<GrpcReplies[C]>((resolve, reject) => {
      const { path, requestSerialize, responseDeserialize } = methods[name];
      const metadata = new grpc.Metadata();
      if (key !== undefined) metadata.set('authorization', `Bearer ${key}`);
      const deadline = Date.now() + timeLimit * 1000;
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        { deadline },
        (error, reply) => {
          if (error) reject(error);
          else if (reply) resolve(reply);
          else reject(new RuntimeError('run-failed', `${where}: the answer is empty`));
        },
      );
    });

  const named = { name: model, ...(version !== undefined && { version }) };
  const { status } = grpc;
  // A server that ends cancels what it computes; this client cancels nothing.
  const isLost = ({ code }: ServiceError) =>
    code === status.UNAVAILABLE || code === status.CANCELLED;
  const failure = (thrown: ServiceError) => {
    const details = thrown.details?.split('\n', 1)[0]?.slice(0, 300);
    if (isLost(thrown)) {
      const message = `${where}: the server cannot be reached, or is not ready: ${details}`;
      return new RuntimeError('crashed', message, { cause: thrown });
    }
    if (thrown.code === status.DEADLINE_EXCEEDED) {
      const message = `${where}: no answer in time (${details}); if it needs longer, raise timeLimit (${timeLimit} s), or the server's limit`;
      return new RuntimeError('time-limit', message, { cause: thrown });
    }
    const message = `${where}: the server answered ${status[thrown.code]}: ${details}`;
    return new RuntimeError('run-failed', message, { cause: thrown });
  };
  /** Whether a server that was lost is there again. */
  const isBack = (thrown: unknown) =>
    new Promise<boolean>((resolve) => {
      if (!isLost(thrown as ServiceError)) resolve(false);
      else client.waitForReady(Date.now() + PATIENCE * 1000, (error) => resolve(!error));
    });

  return {
    async describe() {
      try {
        const { inputs, outputs } = await call('ModelMetadata', named);
        const server = await call('ServerMetadata', {});
        return {
          inputs: readValues(inputs, where, 'inputs'),
          outputs: readValues(outputs, where, 'outputs'),
          notes: [`computed by ${server.name} ${server.version} at ${base}`],
        };
      } catch (thrown) {
        if (thrown instanceof RuntimeError) throw thrown;
        const error = failure(thrown as ServiceError);
        const { code } = thrown as ServiceError;
        if (code === status.NOT_FOUND || code === status.INVALID_ARGUMENT) {
          throw new RuntimeError('model-not-found', error.message, { cause: thrown });
        }
        throw new ServerUnavailable(error.message, { cause: thrown });
      }
    },

    async infer(feeds, fetches) {
      const { tensors, raw } = writeGrpcTensors(Object.entries(feeds));
      const request = {
        modelName: model,
        ...(version !== undefined && { modelVersion: version }),
        inputs: tensors,
        outputs: fetches.map((name) => ({ name })),
        rawInputContents: raw,
      };
      const reply = await askAgain(() => call('ModelInfer', request), isBack).catch(
        (thrown: ServiceError) => {
          throw thrown instanceof RuntimeError ? thrown : failure(thrown);
        },
      );
      try {
        return pickOutputs(where, readGrpcTensors(reply.outputs, reply.rawOutputContents), fetches);
      } catch (cause) {
        throw new RuntimeError('run-failed', `${where}: the answer: ${messageOf(cause)}`, {
          cause,
        });
      }
    },

    close: () => client.close(),
  };
}
