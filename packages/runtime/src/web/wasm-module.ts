/**
 * ONNX Runtime's WebAssembly module itself. Its functions return at once; onnxruntime-web has them behind
 * promises. Pointers are numbers, and strings end with a zero byte.
 */
/* oxlint-disable no-underscore-dangle -- the names of the module */
import { RuntimeError } from '../errors.ts';

type Pointer = number;

export interface WasmModule {
  readonly HEAPU8: Uint8Array;
  /** Bytes of a pointer and of a size. */
  readonly PTR_SIZE: 4 | 8;
  _malloc(bytes: number): Pointer;
  _free(pointer: Pointer): void;
  stackSave(): Pointer;
  stackRestore(stack: Pointer): void;
  stackAlloc(bytes: number): Pointer;
  getValue(at: Pointer, type: '*' | 'i32' | 'i64'): number | bigint;
  setValue(at: Pointer, value: number, type: '*' | 'i32' | 'i64'): void;
  UTF8ToString(at: Pointer): string;

  /** These return 0 when they succeed. */
  _OrtInit(threads: number, logLevel: number): number;
  _OrtGetLastError(code: Pointer, message: Pointer): number;
  _OrtGetInputOutputCount(session: Pointer, inputs: Pointer, outputs: Pointer): number;
  _OrtGetInputOutputMetadata(session: Pointer, index: number, name: Pointer, type: Pointer): number;
  _OrtGetTensorData(
    tensor: Pointer,
    type: Pointer,
    data: Pointer,
    dims: Pointer,
    rank: Pointer,
  ): number;
  _OrtRun(
    session: Pointer,
    inputNames: Pointer,
    inputs: Pointer,
    inputCount: number,
    outputNames: Pointer,
    outputCount: number,
    outputs: Pointer,
    options: Pointer,
  ): number;
  _OrtFree(pointer: Pointer): number;
  _OrtReleaseTensor(tensor: Pointer): number;
  _OrtReleaseSession(session: Pointer): number;
  _OrtReleaseSessionOptions(options: Pointer): number;
  _OrtReleaseRunOptions(options: Pointer): number;

  /** These return a pointer, or 0 when they fail. */
  _OrtCreateRunOptions(logLevel: number, verbosity: number, stop: boolean, tag: Pointer): Pointer;
  _OrtCreateSessionOptions(
    optimizations: number,
    arena: boolean,
    pattern: boolean,
    parallel: number,
    profiling: boolean,
    profile: Pointer,
    logId: Pointer,
    logLevel: number,
    verbosity: number,
    optimizedFile: Pointer,
  ): Pointer;
  _OrtCreateSession(model: Pointer, bytes: number, options: Pointer): Pointer;
  _OrtCreateTensor(
    type: number,
    data: Pointer,
    bytes: number,
    dims: Pointer,
    rank: number,
    location: number,
  ): Pointer;
}

export interface WasmConfig {
  readonly numThreads: number;
  /** The address of a file of the module. */
  readonly locateFile?: (name: string) => string;
}

/** Errors only. */
export const logLevel = 3;

/** The module of each number of threads. */
const modules = new Map<number, Promise<WasmModule>>();

/**
 * The module of this page, which starts when it is first asked for; the addresses of its files are those
 * of then. Each module reserves gigabytes of addresses, and a browser has room for about a hundred.
 *
 * @throws Error when the files cannot be loaded or the module does not start
 */
export function wasmModule(config: WasmConfig): Promise<WasmModule> {
  const { numThreads } = config;
  const module = modules.get(numThreads) ?? startModule(config);
  modules.set(numThreads, module);
  module.catch(() => modules.delete(numThreads));
  return module;
}

async function startModule(config: WasmConfig): Promise<WasmModule> {
  const { default: create } = await import('onnxruntime-web/ort-wasm-simd-threaded.mjs');
  const module = (await create(config)) as WasmModule;
  check(module, module._OrtInit(config.numThreads, logLevel));
  return module;
}

/** @throws Error with ONNX Runtime's message when a call did not return 0 */
export function check(module: WasmModule, status: number): void {
  if (status !== 0) throw lastError(module);
}

/** @throws Error with ONNX Runtime's message when a call returned no pointer */
export function pointerOf(module: WasmModule, pointer: Pointer): Pointer {
  if (pointer === 0) throw lastError(module);
  return pointer;
}

/** Memory of the module for `bytes` bytes. */
export function allocate(module: WasmModule, bytes: number): Pointer {
  const pointer = module._malloc(Math.max(bytes, 1));
  if (pointer !== 0) return pointer;
  throw new RuntimeError('run-failed', `WebAssembly: no memory for ${bytes} bytes`);
}

/** Gives `body` so many words on the stack, whose `at(i)` is the address of one. */
export function withWords<T>(
  module: WasmModule,
  count: number,
  body: (words: { at(i: number): Pointer; get(i: number): number }) => T,
): T {
  const stack = module.stackSave();
  const start = module.stackAlloc(count * module.PTR_SIZE);
  const at = (i: number) => start + i * module.PTR_SIZE;
  try {
    return body({ at, get: (i) => Number(module.getValue(at(i), '*')) });
  } finally {
    module.stackRestore(stack);
  }
}

function lastError(module: WasmModule): Error {
  return withWords(module, 2, ({ at, get }) => {
    module._OrtGetLastError(at(0), at(1));
    return new Error(get(1) === 0 ? 'unknown error' : module.UTF8ToString(get(1)));
  });
}
