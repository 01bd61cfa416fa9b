/** A session of PyPI's onnxruntime, in a Python process with limits of time and memory. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { resolve } from 'node:path';
import {
  hostTensor,
  RuntimeError,
  type ElementType,
  type HostTensor,
  type Session,
  type TensorMap,
  type TypedArray,
} from '@ganport/runtime';
import { elementTypes } from '@ganport/runtime/internal';
import { environmentFor } from '../process/environment.ts';
import {
  completeLimits,
  memoryMark,
  tooLarge,
  tooLong,
  type ProcessLimits,
} from '../process/limits.ts';
import { within } from '../stall.ts';
import { script } from './script.ts';

export interface PythonSession extends Pick<Session, 'run' | 'dispose'> {
  /** The version of PyPI's onnxruntime. */
  readonly version: string;
}

/** The interpreter that `GANPORT_PYTHON` names, or the one of the path. */
export function pythonCommand(): string {
  return process.env['GANPORT_PYTHON'] || 'python3';
}

/**
 * Opens a model, bytes or a path, with the CPU provider.
 *
 * @throws RuntimeError `not-installed` where there is no Python or no onnxruntime in it;
 * `invalid-model`, `time-limit`, `memory-limit`, `crashed`
 */
export async function createPythonSession(
  model: Uint8Array | string,
  limits: ProcessLimits = {},
): Promise<PythonSession> {
  const python = startPython(limits);
  try {
    const isPath = typeof model === 'string';
    const bytes = isPath ? new Uint8Array() : model;
    const header = { bytes: bytes.length, ...(isPath && { path: resolve(model) }) };
    const opened = await python.call(header, [bytes]);
    if ('missing' in opened) {
      const message = `${pythonCommand()} has no onnxruntime (${opened.missing})`;
      throw new RuntimeError('not-installed', message);
    }
    if ('error' in opened) throw new RuntimeError('invalid-model', opened.error);
    return {
      version: opened.version ?? '',
      run: async (feeds, fetches) => runIn(python, feeds, fetches),
      dispose: async () => python.end(),
    };
  } catch (thrown) {
    python.end();
    throw thrown;
  }
}

async function runIn(
  python: Python,
  feeds: TensorMap,
  fetches: readonly string[] = [],
): Promise<Record<string, HostTensor>> {
  const parts = Object.entries(feeds).map(([name, { dtype, dims, data }]) => ({
    header: { name, dtype, dims, bytes: data.byteLength },
    data,
  }));
  const answer = await python.call(
    { tensors: parts.map(({ header }) => header), fetches },
    parts.map(({ data }) => data),
  );
  if ('tensors' in answer) {
    return Object.fromEntries(answer.tensors.map(({ name, tensor }) => [name, tensor]));
  }
  throw new RuntimeError('run-failed', 'error' in answer ? answer.error : answer.missing);
}

type Answer =
  | { readonly version?: string; readonly tensors: readonly NamedTensor[] }
  | { readonly error: string }
  | { readonly missing: string };

interface NamedTensor {
  readonly name: string;
  readonly tensor: HostTensor;
}

interface Python {
  /** One call at a time. */
  call(header: object, parts: readonly ArrayBufferView[]): Promise<Answer>;
  end(): void;
}

function startPython(limits: ProcessLimits): Python {
  const { timeLimit, memoryLimit } = completeLimits(limits);
  const child = spawn(pythonCommand(), ['-c', script, String(memoryLimit), memoryMark], {
    env: environmentFor('cpu'),
    stdio: 'pipe',
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2000);
  });
  // A process that has ended closes its pipes; why it ended is reported by 'close'.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<never>((_, reject) => {
    child.once('error', ({ message }) => {
      reject(new RuntimeError('not-installed', `${pythonCommand()} does not start: ${message}`));
    });
    child.once('close', (code, signal) => {
      const isMemory = errors.includes(memoryMark);
      const last = errors.trim().split('\n').at(-1);
      const how = `Python ended (${signal ?? `exit code ${code}`})${last && `: ${last}`}`;
      reject(isMemory ? tooLarge(memoryLimit) : new RuntimeError('crashed', how));
    });
  });
  // A session that is disposed of ends without anybody waiting for it.
  ended.catch(() => undefined);
  const read = readerOf(child);
  return {
    async call(header, parts) {
      const text = Buffer.from(JSON.stringify(header));
      const size = Buffer.alloc(4);
      size.writeUInt32LE(text.length);
      for (const part of [size, text, ...parts]) {
        child.stdin.write(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
      }
      const answer = Promise.race([readAnswer(read), ended]);
      try {
        return await within(answer, timeLimit, () => tooLong(timeLimit));
      } catch (thrown) {
        child.kill('SIGKILL');
        throw thrown;
      }
    },
    end: () => void child.kill('SIGKILL'),
  };
}

/** Bytes from a process's stdout, as many as are asked for. */
function readerOf({ stdout }: ChildProcessWithoutNullStreams): (size: number) => Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  let wake: () => void = () => undefined;
  stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    wake();
  });
  return async (size) => {
    while (length < size) {
      await new Promise<void>((resolved) => {
        wake = resolved;
      });
    }
    const whole = Buffer.concat(chunks);
    const rest = whole.subarray(size);
    chunks.splice(0, Infinity, ...(rest.length > 0 ? [rest] : []));
    length = rest.length;
    return whole.subarray(0, size);
  };
}

/** The most bytes that one answer has. */
const MAX_ANSWER = 2 ** 30;

interface TensorHeader {
  readonly name: string;
  readonly dtype: ElementType;
  readonly dims: readonly number[];
  readonly bytes: number;
}

async function readAnswer(read: (size: number) => Promise<Buffer>): Promise<Answer> {
  const size = (await read(4)).readUInt32LE();
  const header = JSON.parse((await read(size)).toString()) as Answer & {
    readonly tensors?: readonly TensorHeader[];
  };
  if (!header.tensors) return header;
  const bytes = header.tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
  if (bytes > MAX_ANSWER) {
    throw new RuntimeError(
      'run-failed',
      `the outputs have ${bytes} bytes; run fewer samples at once`,
    );
  }
  const tensors: NamedTensor[] = [];
  for (const tensor of header.tensors) {
    tensors.push({ name: tensor.name, tensor: tensorOf(tensor, await read(tensor.bytes)) });
  }
  return { ...header, tensors };
}

function tensorOf({ dtype, dims }: TensorHeader, bytes: Buffer): HostTensor {
  const { array } = elementTypes[dtype];
  // Copied, because typed arrays start at multiples of their element's size.
  const data: TypedArray = new array(
    new Uint8Array(bytes).buffer,
    0,
    bytes.length / array.BYTES_PER_ELEMENT,
  );
  return hostTensor(dtype, data, dims);
}
