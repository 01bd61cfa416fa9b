/**
 * ONNX Runtime as a tfjs backend. Kernels are recorded, not run: tensors are pending until
 * one is read, and then everything that is pending is computed by one model, so that nothing is
 * computed twice. @ganport/export decides which graph a kernel becomes.
 */
import { backend_util, engine, type TensorInfo, type TypedArray, util } from '#tfjs-core';
import { type KernelCall, RecordingBackend } from '@ganport/export/internal';
import { type ConvolutionStrategy, GraphBuilder, type Value } from '@ganport/graph';
import { becomeInput } from '@ganport/graph/internal';
import { BackendError } from './errors.ts';
import type { Evaluator } from './evaluation.ts';
import { hostKernels, isSmallTable, viewKernels } from './host-kernels.ts';
import { isNumericType } from './host-tensor.ts';
import { workOf } from './host-work.ts';
import { RecordingLength } from './recording-length.ts';
import { Source } from './source.ts';
import { WarmUp } from './warm-up.ts';

type DataId = TensorInfo['dataId'];

/**
 * After this many recorded kernels the next pause of the program starts an evaluation: a training loop
 * that rarely reads a value must not grow a graph of all its steps.
 */
const manyKernels = 200;
/**
 * After so many small kernels in a row the host goes on alone, which is sooner than a graph of them. A
 * step of a network has fewer between two of its layers.
 */
const manySmallKernels = 128;

export class OnnxBackend extends RecordingBackend {
  readonly #evaluator: Evaluator;
  /** For convolutions whose weights change. */
  readonly #convolution: ConvolutionStrategy;
  /** Kernels that compute no more are left to tfjs. */
  readonly #maxHostWork: number;
  /** Tensors that are not computed yet. A tensor that the program disposes is removed. */
  readonly #pending = new Map<DataId, Value>();
  /** Values whose numbers are known or being computed. */
  readonly #sources = new WeakMap<Value, Source>();
  readonly #written = new WeakMap<DataId, Value>();
  readonly #length = new RecordingLength();
  readonly #warmUp: WarmUp;
  #smallInARow = 0;
  #pauseExpected = false;

  constructor(evaluator: Evaluator, convolution: ConvolutionStrategy, maxHostWork: number) {
    super(new GraphBuilder());
    this.#evaluator = evaluator;
    this.#convolution = convolution;
    this.#maxHostWork = maxHostWork;
    this.#warmUp = new WarmUp(maxHostWork === 0 ? 0 : undefined);
  }

  override isSymbolic({ dtype }: TensorInfo): boolean {
    return isNumericType(dtype) || dtype === 'complex64';
  }

  /** @throws BackendError 'not-synchronous' for a kernel that needs numbers that are not known */
  override records(kernelName: string, tensors: readonly TensorInfo[], call: KernelCall): boolean {
    const complex = tensors.some(({ dtype }) => dtype === 'complex64');
    if (viewKernels.has(kernelName) && !complex) return false;
    if (tensors.length > 0 && this.#isLongSmallRun(kernelName, call)) this.#evaluatePending();
    if (this.#length.isOver(this.#pending.size)) this.#evaluatePending();
    if (this.#isCheap(kernelName, tensors, call)) return false;
    const reason =
      hostKernels.get(kernelName) ??
      (tensors.some(({ dtype }) => dtype === 'string') ? 'it works on strings' : undefined);
    if (reason === undefined) {
      this.builder.convolution = isTraining(kernelName) ? this.#convolution : 'direct';
      return super.records(kernelName, tensors, call);
    }
    if (this.#obtainNumbers(tensors)) return false;
    throw new BackendError(
      'not-synchronous',
      `${kernelName} needs the numbers of its inputs, since ${reason}: ` +
        'await data() of the inputs first',
    );
  }

  /** tfjs computes what has no ONNX form, and has its own message for what is wrong. */
  override afterRefusal(tensors: readonly TensorInfo[], refusal: unknown): void {
    if (!this.#obtainNumbers(tensors)) throw refusal;
  }

  /** A tensor without elements needs no model. */
  override makeSymbolic(value: Value): TensorInfo {
    const { dtype, shape } = value;
    if (shape.includes(0) && isNumericType(dtype)) {
      return this.makeTensorInfo([...shape], dtype, new Float32Array(0));
    }
    const info = super.makeSymbolic(value);
    if (value.origin.kind !== 'node') return info;
    this.#pending.set(info.dataId, value);
    this.#length.add();
    this.#expectPause();
    return info;
  }

  protected override knownValue(info: TensorInfo): Value {
    const known = this.#written.get(info.dataId);
    if (known) return known;
    // A copy, because the program may change its array before the graph runs.
    const { dtype, shape, data } = this.copyOf(info);
    if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array) {
      this.data.get(info.dataId).values = data;
    }
    const value: Value = { dtype, shape, origin: { kind: 'input', name: '' } };
    this.#sources.set(value, Source.known({ dtype, dims: shape, data }));
    this.#written.set(info.dataId, value);
    return value;
  }

  /** Sizes are known here, so that no tensor needs its numbers before it is computed. */
  override example(): undefined {
    return undefined;
  }

  override async read(dataId: DataId): Promise<backend_util.BackendValues> {
    const parts = this.data.get(dataId).complexTensorInfos;
    if (parts) {
      const [real, imag] = await Promise.all([
        this.read(parts.real.dataId),
        this.read(parts.imag.dataId),
      ]);
      return backend_util.mergeRealAndImagArrays(real as Float32Array, imag as Float32Array);
    }
    const value = this.symbolicValue(dataId);
    if (!value) return super.readSync(dataId);
    if (this.#pending.has(dataId)) this.#evaluatePending();
    const { data } = await this.#source(value).ready();
    return data as backend_util.BackendValues;
  }

  /** @throws BackendError 'not-synchronous' where ONNX Runtime answers only through promises */
  override readSync(dataId: DataId): backend_util.BackendValues {
    this.#warmUp.pause();
    const value = this.symbolicValue(dataId);
    if (!value) return super.readSync(dataId);
    if (this.#pending.has(dataId)) this.#evaluatePending();
    const known = this.#sources.get(value)?.peek();
    if (known) return known.data as backend_util.BackendValues;
    throw new BackendError(
      'not-synchronous',
      'WebGPU computes later: read this value with await data() or array(), ' +
        "not with dataSync() or arraySync(), or registerOnnxBackend({ providers: ['wasm'] })",
    );
  }

  /** The numbers of a numeric tensor, where they are known without computing anything. */
  numbersOf({ dataId, dtype }: TensorInfo): TypedArray | undefined {
    if (!isNumericType(dtype) || !this.#hasNumbers(dataId)) return undefined;
    return this.data.get(dataId).values as TypedArray;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const value = this.#pending.size > 0 ? this.#heldValue(dataId) : undefined;
    const gone = super.disposeData(dataId, force);
    if (!gone) return false;
    if (value) this.#length.hold(util.sizeFromShape([...value.shape]) * 4);
    this.#pending.delete(dataId);
    return true;
  }

  override memory(): { unreliable: true; reasons: string[] } {
    return {
      unreliable: true,
      reasons: ['Values that are not computed yet are counted as if they were.'],
    };
  }

  override dispose(): void {
    this.#evaluator.dispose();
  }

  /** What a recording may need of a tensor whose numbers are known. */
  #heldValue(dataId: DataId): Value | undefined {
    if (this.#pending.has(dataId)) return undefined;
    return this.#written.get(dataId) ?? this.symbolicValue(dataId);
  }

  #source(value: Value): Source {
    const source = this.#sources.get(value);
    if (source) return source;
    // Large constants of lowerings are fed.
    if (value.origin.kind !== 'constant') throw new Error('a value without numbers was fed');
    const { dtype, shape, data } = value.origin.constant;
    return Source.known({ dtype, dims: shape, data });
  }

  /** Computes everything that is pending, or starts to: kernels that depend on it may be recorded meanwhile. */
  #evaluatePending(): void {
    const values = [...new Set(this.#pending.values())];
    this.#pending.clear();
    this.#length.reset();
    this.#smallInARow = 0;
    if (values.length === 0) return;
    const sources = this.#evaluator.evaluate(values, (value) => this.#source(value));
    for (const [i, value] of values.entries()) {
      this.#sources.set(value, sources[i] as Source);
      becomeInput(value);
    }
  }

  /** A pause is where the program waits for something, usually the end of a step. */
  #expectPause(): void {
    if (this.#pauseExpected) return;
    this.#pauseExpected = true;
    queueMicrotask(() => {
      this.#pauseExpected = false;
      if (this.#length.kernels >= manyKernels) this.#evaluatePending();
    });
  }

  /**
   * Whether a kernel of these inputs is computed sooner than it is recorded. While other kernels wait to
   * be computed, a graph is made anyway, and numbers of the host would be inputs of it.
   */
  #isCheap(kernelName: string, tensors: readonly TensorInfo[], call: KernelCall): boolean {
    if (tensors.length === 0) return false;
    const isTable = tensors.every(isSmallTable);
    if (!isTable && this.#pending.size > 0) return false;
    if (!tensors.every((info) => isNumericType(info.dtype) && this.#hasNumbers(info.dataId))) {
      return false;
    }
    if (isTable) return true;
    const work = workOf(kernelName, call);
    return work <= this.#maxHostWork || this.#warmUp.takes(work);
  }

  /** Only where numbers are there at once: on WebGPU the host has nothing to go on with. */
  #isLongSmallRun(kernelName: string, call: KernelCall): boolean {
    if (this.#pending.size === 0 || !this.#evaluator.isSync) return false;
    const isSmall = workOf(kernelName, call) <= this.#maxHostWork;
    this.#smallInARow = isSmall ? this.#smallInARow + 1 : 0;
    return this.#smallInARow >= manySmallKernels;
  }

  /** Computes what is pending where tensors need it. False where the numbers come later. */
  #obtainNumbers(tensors: readonly TensorInfo[]): boolean {
    return tensors.every(({ dataId }) => {
      const parts = this.data.get(dataId).complexTensorInfos;
      if (parts) return this.#obtainNumbers([parts.real, parts.imag]);
      if (!this.#hasNumbers(dataId) && this.#pending.has(dataId)) this.#evaluatePending();
      return this.#hasNumbers(dataId);
    });
  }

  /** Whether the numbers of a tensor are known; tfjs's own kernels can use them from now on. */
  #hasNumbers(dataId: DataId): boolean {
    const entry = this.data.get(dataId);
    const value = this.symbolicValue(dataId);
    if (entry.values || entry.complexTensorInfos || !value) return true;
    const known = this.#sources.get(value)?.peek();
    if (known) entry.values = known.data as backend_util.BackendValues;
    return known !== undefined;
  }
}

/** Whether the weights of a convolution probably change: in a gradient, or in what it is the gradient of. */
function isTraining(kernelName: string): boolean {
  return kernelName.includes('Backprop') || engine().state.gradientDepth > 0;
}
