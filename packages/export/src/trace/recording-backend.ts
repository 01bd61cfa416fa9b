/**
 * A tfjs backend that records. Tensors with known numbers live in tfjs's CPU backend, whose kernels fold
 * constants; a tensor that depends on an input is symbolic and stands for a Value of the builder.
 * kernels.ts registers the kernels.
 */
import {
  type backend_util,
  engine,
  type DataType as TfDataType,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '#tfjs-core';
import { MathBackendCPU } from '#tfjs-backend-cpu';
import { type Constant, dataTypes, type GraphBuilder, type Value } from '@ganport/graph';
import { isBig, numeric, sameShape } from '@ganport/graph/internal';
import { reshape } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import { DataSizes } from './data-sizes.ts';
import { type AnyValue, onnxDataType, tfDataType } from '../data-types.ts';
import { decodeTexts, textConstant } from '../texts/constant.ts';

type DataId = TensorInfo['dataId'];

/** Returns the value that replaces a random draw, or undefined to make the numbers a constant. */
export type DrawHandler = (values: Float32Array, shape: readonly number[]) => Value | undefined;

/** A kernel's inputs and attributes by name. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
}

export class RecordingBackend extends MathBackendCPU {
  builder: GraphBuilder;
  /** Called for every float tensor that is made from JavaScript numbers. */
  onDraw: DrawHandler | undefined;
  readonly dataSizes: DataSizes;
  readonly #symbolic = new WeakMap<DataId, Value>();
  readonly #constants = new WeakMap<DataId, Value>();
  /** Numbers that symbolic tensors have at the sizes of this recording; see `example`. */
  readonly #examples = new WeakMap<Value, backend_util.BackendValues>();

  constructor(builder: GraphBuilder, dataSizes = new DataSizes({})) {
    super();
    this.builder = builder;
    this.dataSizes = dataSizes;
  }

  override write(values: backend_util.BackendValues, shape: number[], dtype: TfDataType): DataId {
    // super.write would print a recommendation of another backend in Node.
    const dataId = {};
    this.data.set(dataId, { values, dtype, refCount: 1 });
    if (this.onDraw && dtype === 'float32' && values instanceof Float32Array) {
      const value = this.onDraw(values, shape);
      if (value) this.#symbolic.set(dataId, value);
    }
    return dataId;
  }

  /**
   * A tensor that stands for `value`.
   *
   * @param example numbers that the value has at the sizes of this recording
   */
  makeSymbolic(value: Value, example?: backend_util.BackendValues): TensorInfo {
    if (example) this.#examples.set(value, example);
    const dtype = tfDataType(value.dtype);
    const shape = [...value.shape];
    const info = { dataId: {}, shape, dtype };
    this.data.set(info.dataId, { dtype, refCount: 1 });
    this.#symbolic.set(info.dataId, value);
    return info;
  }

  /** A complex tensor, which owns the tensors of its parts. */
  makeComplex(real: TensorInfo, imag: TensorInfo): TensorInfo {
    const info = { dataId: {}, shape: real.shape, dtype: 'complex64' as const };
    const complexTensorInfos = { real, imag };
    this.data.set(info.dataId, { dtype: info.dtype, refCount: 1, complexTensorInfos });
    return info;
  }

  isSymbolic({ dataId, dtype }: TensorInfo): boolean {
    if (dtype !== 'complex64') return this.#symbolic.has(dataId);
    const parts = this.data.get(dataId).complexTensorInfos;
    return parts !== undefined && (this.isSymbolic(parts.real) || this.isSymbolic(parts.imag));
  }

  symbolicValue(dataId: DataId): Value | undefined {
    return this.#symbolic.get(dataId);
  }

  /**
   * Numbers of a tensor that may be used for shapes: those that it has, or for a symbolic tensor those
   * that it has at the sizes of this recording. Only tensors that are made of sizes have them.
   */
  example(info: TensorInfo): backend_util.BackendValues | undefined {
    const value = this.#symbolic.get(info.dataId);
    return value ? this.#examples.get(value) : super.readSync(info.dataId);
  }

  setExample({ dataId }: TensorInfo, numbers: backend_util.BackendValues): void {
    const value = this.#symbolic.get(dataId);
    if (value) this.#examples.set(value, numbers);
  }

  /** Whether a kernel with these inputs is recorded; otherwise it is computed at once. */
  records(_kernelName: string, tensors: readonly TensorInfo[], _call: KernelCall): boolean {
    return tensors.some((info) => this.isSymbolic(info));
  }

  /**
   * What becomes of a kernel without an ONNX form, or whose form throws: returns where tfjs's own kernel can
   * compute these inputs instead.
   *
   * @throws `refusal` where it cannot
   */
  afterRefusal(_tensors: readonly TensorInfo[], refusal: unknown): void {
    throw refusal;
  }

  /** The value of any tensor. A reshaped tensor shares its buffer but has another shape. */
  toValue(info: TensorInfo): Value {
    const value = this.#symbolic.get(info.dataId) ?? this.knownValue(info);
    if (sameShape(value.shape, info.shape)) return value;
    return this.builder.memo(value, `shape ${info.shape.join()}`, () => {
      if (value.origin.kind !== 'constant') return reshape(this.builder, value, info.shape);
      const { constant, name } = value.origin;
      return this.builder.constant({ ...constant, shape: [...info.shape] }, name);
    });
  }

  /** As toValue, for tensors that may be complex. */
  toAnyValue(info: TensorInfo): AnyValue {
    const parts = info.dtype === 'complex64' && this.data.get(info.dataId).complexTensorInfos;
    if (!parts) return this.toValue(info);
    // The complex tensor may be a reshaped view, with another shape than its parts.
    const part = ({ dataId, dtype }: TensorInfo) =>
      this.toValue({ dataId, dtype, shape: info.shape });
    return { real: part(parts.real), imag: part(parts.imag) };
  }

  /**
   * Names the constant that a tensor will become: a weight keeps its name in the file. Its numbers are not
   * copied, since models are large and tfjs never writes into the numbers of a tensor.
   */
  nameConstant(info: TensorInfo, name: string): void {
    if (this.#symbolic.has(info.dataId)) return;
    const dtype = numeric(onnxDataType(info.dtype));
    const data = super.readSync(info.dataId);
    const constant =
      data instanceof dataTypes[dtype].array
        ? { dtype, shape: [...info.shape], data }
        : this.copyOf(info);
    this.#constants.set(info.dataId, this.builder.constant(constant, name));
  }

  /** Makes a value of the graph stand for a tensor whose numbers are known too. */
  setValue({ dataId }: TensorInfo, value: Value): void {
    this.#constants.set(dataId, value);
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    if (this.#symbolic.has(dataId)) throw valueRead(this.builder.scope);
    return super.readSync(dataId);
  }

  override async read(dataId: DataId): Promise<backend_util.BackendValues> {
    return this.readSync(dataId);
  }

  /** The value of a tensor with known numbers: one constant per buffer. */
  protected knownValue(info: TensorInfo): Value {
    let value = this.#constants.get(info.dataId);
    if (!value) {
      value =
        info.dtype === 'string'
          ? textConstant(this.builder, this.texts(info), info.shape)
          : this.builder.constant(this.copyOf(info));
      this.#constants.set(info.dataId, value);
    }
    return value;
  }

  /** The known texts of a tensor. @throws ExportError 'bad-argument' for bytes that are no UTF-8 */
  texts({ dataId }: TensorInfo): string[] {
    return decodeTexts(super.readSync(dataId) as unknown as readonly Uint8Array[]);
  }

  /** A copy of a tensor's known numbers. */
  protected copyOf(info: TensorInfo): Constant {
    const dtype = numeric(onnxDataType(info.dtype));
    const values = super.readSync(info.dataId);
    const { array } = dataTypes[dtype];
    const data = new array(values.length);
    if (isBig(data)) throw new ExportError('bad-argument', 'tfjs has no int64');
    data.set(values as ArrayLike<number>);
    return { dtype, shape: [...info.shape], data };
  }
}

/** The outermost tfjs op that is running, from the scopes of tfjs's engine. */
function currentOp(): string | undefined {
  const scopes = engine().state.scopeStack.map(({ name }) => name);
  return scopes.find((name) => name.endsWith('__op'))?.slice(0, -'__op'.length);
}

function valueRead(scope: string): ExportError {
  const op = currentOp();
  const where = [op && `in tf.${op}`, scope && `in layer ${scope}`].filter(Boolean).join(' ');
  return new ExportError(
    'value-read',
    `a value that depends on the input was read${where ? ` ${where}` : ''} while tracing: ` +
      'data(), dataSync() and array() have no numbers until the graph runs; keep the value a tensor',
  );
}
