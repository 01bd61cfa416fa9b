/**
 * What a session needs of a server of the Open Inference Protocol. http.ts and grpc.ts are the two ways to
 * reach one.
 */
import { RuntimeError } from '../errors.ts';
import type { ValueInfo } from '../session.ts';
import type { HostTensor, TensorMap } from '../tensor.ts';
import { dtypeOf } from './datatypes.ts';
import { isRecord } from './tensor-body.ts';

export interface ModelClient {
  /** @throws RuntimeError `model-not-found`; ServerUnavailable when the server or the model is not ready */
  describe(): Promise<ModelDescription>;
  /** @throws RuntimeError `run-failed`, `crashed`, `time-limit`, `invalid-feed` */
  infer(feeds: TensorMap, fetches: readonly string[]): Promise<Record<string, HostTensor>>;
  close(): void;
}

export interface ModelDescription {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly notes: readonly string[];
}

/** A server that does not answer or is not ready: the reason why the provider does not work here. */
export class ServerUnavailable extends Error {}

export const defaults = { timeLimit: 120, maxBytes: 2 ** 30 } as const;

/** The name of a model, and its version where the address has one. */
export interface ModelAddress {
  readonly protocol: 'http' | 'grpc';
  /** The scheme, host and port, and a path in front of `/v2`. */
  readonly base: string;
  readonly model: string;
  readonly version?: string;
}

/**
 * Reads `http://host:port/v2/models/NAME[/versions/VERSION]` or `grpc://host:port/NAME[/VERSION]`; both
 * also with `s` for TLS.
 *
 * @throws RuntimeError `invalid-option`
 */
export function readAddress(address: string): ModelAddress {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const { protocol = '', origin = '', host = '', pathname = '' } = url ?? {};
  const path = pathname.replace(/\/$/, '');
  const isHttp = protocol === 'http:' || protocol === 'https:';
  const isGrpc = protocol === 'grpc:' || protocol === 'grpcs:';
  const [, front = '', name, version] =
    (isHttp
      ? /^(.*)\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?$/
      : /^()\/([^/]+)(?:\/([^/]+))?$/
    ).exec(path) ?? [];
  if (!url || url.username || !(isHttp || isGrpc) || name === undefined) {
    throw new RuntimeError(
      'invalid-option',
      `server: expected http://host:port/v2/models/NAME or grpc://host:port/NAME, got ${address.slice(0, 200)}`,
    );
  }
  return {
    protocol: isHttp ? 'http' : 'grpc',
    base: isHttp ? `${origin}${front}` : `${protocol}//${host}`,
    model: decodeURIComponent(name),
    ...(version !== undefined && { version: decodeURIComponent(version) }),
  };
}

/**
 * The inputs or outputs of a model's metadata.
 *
 * @param from the address, for errors
 * @throws RuntimeError `invalid-model`
 */
export function readValues(list: unknown, from: string, what: string): ValueInfo[] {
  const bad = (problem: string, cause?: unknown) =>
    new RuntimeError('invalid-model', `${from}: the server's metadata: ${what} ${problem}`, {
      cause,
    });
  // Some servers leave out an empty list.
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw bad('are no array');
  return list.map((item: unknown): ValueInfo => {
    const { name, datatype, shape } = isRecord(item) ? item : {};
    if (typeof name !== 'string' || !Array.isArray(shape)) throw bad('have no name or shape');
    const dims = shape.map((dim: unknown) => {
      const size = Number(dim);
      if (Number.isSafeInteger(size)) return size < 0 ? '' : size;
      throw bad(`have the size ${String(dim).slice(0, 20)}`);
    });
    try {
      return { name, dtype: dtypeOf(datatype, name), dims };
    } catch (cause) {
      throw bad(cause instanceof Error ? cause.message : '', cause);
    }
  });
}

/** The outputs that were asked for, in their order. @throws RuntimeError `run-failed` */
export function pickOutputs(
  from: string,
  tensors: ReadonlyMap<string, HostTensor>,
  fetches: readonly string[],
): Record<string, HostTensor> {
  const names = fetches.length > 0 ? fetches : [...tensors.keys()];
  const picked = names.map((name) => {
    const tensor = tensors.get(name);
    if (tensor) return [name, tensor] as const;
    throw new RuntimeError('run-failed', `${from}: the answer has no output ${name}`);
  });
  return Object.fromEntries(picked);
}
