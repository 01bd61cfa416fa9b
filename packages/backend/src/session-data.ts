/**
 * Data of tfjs tensors whose numbers are in a session. A DataId of this backend stands for the value
 * that a variable has after a call. Reading it fetches the number from the session; a kernel of another
 * backend moves it there by a synchronous read. The backend has no kernels and is never registered.
 */
import {
  engine,
  KernelBackend,
  type backend_util,
  type TensorInfo,
  type Variable,
} from '#tfjs-core';
import type { HostTensor } from '@ganport/runtime';
import { BackendError } from './errors.ts';
import { inTurn } from './turns.ts';

export type DataId = TensorInfo['dataId'];

/** Where the current values of variables are. */
export interface ValueHolder {
  /** The value now. The caller has the turn on the variable. */
  fetch(variable: Variable): Promise<HostTensor>;
  /** The value now, without waiting; undefined while a call runs or where the session is elsewhere. */
  peek(variable: Variable): HostTensor | undefined;
  /** The variable now has this data, with the value that the session has. */
  agree(variable: Variable): void;
}

export interface SessionData {
  readonly variable: Variable;
  readonly holder: ValueHolder;
  /** The numbers, once they were read. */
  values: HostTensor['data'] | undefined;
  references: number;
}

class SessionDataBackend extends KernelBackend {
  readonly #data = new WeakMap<DataId, SessionData>();

  /** New data for the current value of `variable`. */
  create(variable: Variable, holder: ValueHolder): DataId {
    const dataId = {};
    this.#data.set(dataId, { variable, holder, values: undefined, references: 1 });
    return dataId;
  }

  find(dataId: DataId): SessionData | undefined {
    return this.#data.get(dataId);
  }

  override async read(dataId: DataId): Promise<backend_util.BackendValues> {
    const data = this.#get(dataId);
    data.values ??= (await inTurn([data.variable], () => data.holder.fetch(data.variable))).data;
    return data.values.slice() as backend_util.BackendValues;
  }

  /** @throws BackendError 'not-synchronous' */
  override readSync(dataId: DataId): backend_util.BackendValues {
    const data = this.#get(dataId);
    data.values ??= data.holder.peek(data.variable)?.data;
    if (data.values) return data.values.slice() as backend_util.BackendValues;
    throw new BackendError(
      'not-synchronous',
      `variable ${data.variable.name} is trained by jit, and its value is not in this thread or a call ` +
        'still runs: await step.sync() before it is used, or read it with await data()',
    );
  }

  override refCount(dataId: DataId): number {
    return this.#data.get(dataId)?.references ?? 0;
  }

  override incRef(dataId: DataId): void {
    this.#get(dataId).references++;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const data = this.#data.get(dataId);
    if (!data) return true;
    data.references--;
    if (data.references > 0 && !force) return false;
    return this.#data.delete(dataId);
  }

  override numDataIds(): number {
    return 0;
  }

  #get(dataId: DataId): SessionData {
    const data = this.#data.get(dataId);
    if (!data) throw new BackendError('disposed', 'the data of a variable was disposed of');
    return data;
  }
}

const backend = new SessionDataBackend();

/** What is known of the variable's data where a session has its numbers. */
export function sessionDataOf({ dataId }: { readonly dataId: DataId }): SessionData | undefined {
  return backend.find(dataId);
}

/** Replaces the variable's data by one that stands for the value that `holder` has. */
export function moveToSession(variable: Variable, holder: ValueHolder): void {
  const dataId = backend.create(variable, holder);
  const { shape, dtype } = variable;
  // The tensor counts as the variable from now on.
  engine().keep(engine().makeTensorFromTensorInfo({ dataId, shape, dtype }, backend));
  engine().disposeTensor(variable);
  variable.dataId = dataId;
}
