/** A model of a server over HTTP: with fetch, so in Node and in web pages. */
import { messageOf, RuntimeError } from '../errors.ts';
import type { ServerOptions } from '../server-options.ts';
import type { HostTensor, TensorMap } from '../tensor.ts';
import { askAgain, pause, retryAfter } from './ask-again.ts';
import {
  defaults,
  type ModelAddress,
  type ModelClient,
  pickOutputs,
  readValues,
  ServerUnavailable,
} from './client.ts';
import { binaryExtension, jsonLengthHeader } from './messages.ts';
import { fitsJson } from './numbers.ts';
import { parseBody, readTensors, writeBody } from './tensor-body.ts';

/** How many bytes are read of an answer that is no tensors. */
const MAX_METADATA = 2 ** 20;

export async function httpClient(
  address: ModelAddress,
  options: ServerOptions,
): Promise<ModelClient> {
  const { base, model, version } = address;
  const { timeLimit = defaults.timeLimit, maxBytes = defaults.maxBytes } = options;
  const { key, format = 'auto' } = options;
  const versioned = version === undefined ? '' : `/versions/${encodeURIComponent(version)}`;
  const path = `${base}/v2/models/${encodeURIComponent(model)}${versioned}`;
  let speaksBinary = format === 'binary';

  const call = async (url: string, most: number, init: Post = {}): Promise<Answer> => {
    const headers = {
      ...init.headers,
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    };
    const signal = AbortSignal.timeout(Math.min(timeLimit * 1000, 2 ** 31 - 1));
    try {
      // A redirect would send the key and the tensors somewhere else.
      const response = await fetch(url, { ...init, headers, signal, redirect: 'error' });
      return { response, bytes: await readAtMost(response, most, path) };
    } catch (cause) {
      if (cause instanceof RuntimeError) throw cause;
      if (signal.aborted) {
        const message = `${path}: no answer within ${timeLimit} s; if it needs longer, raise timeLimit`;
        throw new RuntimeError('time-limit', message);
      }
      const message = `${path}: the server cannot be reached: ${reasonOf(cause)}`;
      throw new RuntimeError('crashed', message, { cause });
    }
  };

  const metadata = async (url: string) => {
    const { response, bytes } = await call(url, MAX_METADATA).catch((thrown: unknown) => {
      throw new ServerUnavailable(messageOf(thrown), { cause: thrown });
    });
    if (response.ok) return jsonOf(url, bytes);
    const { status } = response;
    const message = `${url}: ${errorIn(bytes, status)}`;
    if (status === 400 || status === 404) throw new RuntimeError('model-not-found', message);
    throw new ServerUnavailable(message);
  };

  return {
    async describe() {
      const { inputs, outputs } = await metadata(path);
      const server = await metadata(`${base}/v2`);
      const { name, version: release, extensions } = server;
      if (format === 'auto') {
        speaksBinary = Array.isArray(extensions) && extensions.includes(binaryExtension);
      }
      return {
        inputs: readValues(inputs, path, 'inputs'),
        outputs: readValues(outputs, path, 'outputs'),
        notes: [`computed by ${text(name)} ${text(release)} at ${base}`],
      };
    },

    async infer(feeds: TensorMap, fetches: readonly string[]) {
      const tensors = Object.entries(feeds).map(([name, tensor]) => {
        if (speaksBinary || fitsJson(tensor)) return { name, tensor, isBinary: speaksBinary };
        const problem = `input ${name}: JSON has no ${tensor.dtype}, and the server takes no binary tensors`;
        throw new RuntimeError('invalid-feed', `${path}: ${problem}`);
      });
      const wanted = fetches.map((name) => ({
        name,
        ...(speaksBinary && { parameters: { binary_data: true } }),
      }));
      const head = {
        ...(speaksBinary && { parameters: { binary_data_output: true } }),
        ...(wanted.length > 0 && { outputs: wanted }),
      };
      const { parts, jsonLength } = writeBody(head, 'inputs', tensors);
      const post: Post = {
        method: 'POST',
        body: new Blob(parts as Uint8Array<ArrayBuffer>[]),
        headers:
          jsonLength === undefined
            ? { 'content-type': 'application/json' }
            : { 'content-type': 'application/octet-stream', [jsonLengthHeader]: `${jsonLength}` },
      };
      const { response, bytes } = await askAgain(
        async () => {
          const answer = await call(`${path}/infer`, maxBytes, post);
          if (!answer.response.ok) throw new Refused(path, answer);
          return answer;
        },
        async (failure) => {
          const seconds = failure instanceof Refused ? failure.seconds : undefined;
          const isLost = failure instanceof RuntimeError && failure.code === 'crashed';
          if (seconds === undefined && !isLost) return false;
          await pause(seconds);
          return true;
        },
      );
      try {
        const body = parseBody(bytes, response.headers.get(jsonLengthHeader));
        const answered = readTensors(body, 'outputs');
        const byName = new Map(
          answered.map(({ name, tensor }): [string, HostTensor] => [name, tensor]),
        );
        return pickOutputs(path, byName, fetches);
      } catch (cause) {
        throw new RuntimeError('run-failed', `${path}: the answer: ${messageOf(cause)}`, { cause });
      }
    },

    close: () => undefined,
  };
}

/** What a POST has beside its address. */
interface Post {
  readonly method?: 'POST';
  readonly body?: Blob;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly response: Response;
  readonly bytes: Uint8Array;
}

/** An answer that is an error. */
class Refused extends RuntimeError {
  /** Until it may be asked again. */
  readonly seconds: number | undefined;

  constructor(path: string, { response, bytes }: Answer) {
    super('run-failed', `${path}: ${errorIn(bytes, response.status)}`);
    const isForNow = response.status === 429 || response.status === 503;
    this.seconds = isForNow ? retryAfter(response.headers.get('retry-after')) : undefined;
  }
}

/** @throws RuntimeError `invalid-model` for an answer that is no JSON object */
function jsonOf(url: string, bytes: Uint8Array): Record<string, unknown> {
  try {
    return parseBody(bytes).json;
  } catch (cause) {
    const message = `${url}: no server of the Open Inference Protocol: ${messageOf(cause)}`;
    throw new RuntimeError('invalid-model', message, { cause });
  }
}

/** @throws RuntimeError `run-failed` for a longer answer, which is not read to its end */
async function readAtMost(response: Response, most: number, path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const tooLong = () =>
    new RuntimeError(
      'run-failed',
      `${path}: the answer has more than ${most} bytes; run fewer samples at once, or raise maxBytes`,
    );
  if (Number(response.headers.get('content-length')) > most) {
    await response.body?.cancel();
    throw tooLong();
  }
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const chunk = part.value;
    length += chunk.length;
    if (length > most) {
      await reader?.cancel();
      throw tooLong();
    }
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** What the server says of its refusal, in one line. */
function errorIn(bytes: Uint8Array, status: number): string {
  let error: unknown;
  try {
    const { json } = parseBody(bytes);
    error = json['error'] ?? json['detail'];
  } catch {
    // An answer that is no JSON: the status alone is quoted.
  }
  return `the server answered ${status}${error === undefined ? '' : `: ${text(error)}`}`;
}

/** A text of the server's, short and in one line. */
function text(value: unknown): string {
  const whole = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return whole.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}

/** fetch says only that it failed; its cause says why. */
function reasonOf(thrown: unknown): string {
  const { cause } = thrown instanceof Error ? thrown : {};
  const { code } = (cause ?? {}) as { readonly code?: string };
  return messageOf(cause ?? thrown) || (code ?? 'unknown');
}
