/**
 * The link between tfjs's variables and the session of a jitted function. A variable that a call changes
 * gets data that stands for the session's value, so whoever reads it gets the trained numbers. A variable
 * that was assigned from outside, or changed by another jitted function, has other data than the last
 * call left, and its value is written to the session before the next call.
 */
import { engine, keep, tensor, type Tensor, type Variable } from '#tfjs-core';
import type { HostTensor } from '@ganport/runtime';
import { toHostTensor } from './host-tensor.ts';
import { moveToSession, sessionDataOf, type DataId, type ValueHolder } from './session-data.ts';

/** How the session's values are read. */
export interface SessionValues {
  read(variable: Variable): Promise<HostTensor>;
  peek(variable: Variable): HostTensor | undefined;
}

export class LinkedVariables implements ValueHolder {
  readonly #session: SessionValues;
  /** The data with which the session's values agree. */
  readonly #agreed = new WeakMap<Variable, DataId>();
  /** Values from outside that the session does not have yet. A call that fails leaves them here. */
  readonly #unwritten = new Map<Variable, Tensor>();
  /** The calls that were made and are not over. */
  busy = 0;

  constructor(session: SessionValues) {
    this.#session = session;
  }

  /**
   * Called when it is a call's turn: collects the values that come from outside. From now on the
   * variables that the call changes have new data.
   */
  begin(variables: readonly Variable[], changed: ReadonlySet<Variable>): void {
    for (const variable of variables) {
      if (variable.isDisposed) continue;
      if (this.#agreed.get(variable) !== variable.dataId) {
        this.#unwritten.get(variable)?.dispose();
        this.#unwritten.set(variable, alias(variable));
      }
      if (changed.has(variable)) moveToSession(variable, this);
      this.agree(variable);
    }
  }

  /** Writes the values from outside to the session. */
  async deliver(
    write: (values: ReadonlyMap<Variable, HostTensor>) => Promise<void>,
  ): Promise<void> {
    if (this.#unwritten.size === 0) return;
    const values = [...this.#unwritten].map(
      async ([variable, value]) => [variable, await valueOf(variable, value)] as const,
    );
    await write(new Map(await Promise.all(values)));
    this.forget(this.#unwritten.keys());
  }

  /** The session's values of these variables are newer than what arrived. */
  forget(variables: Iterable<Variable>): void {
    for (const variable of [...variables]) {
      this.#unwritten.get(variable)?.dispose();
      this.#unwritten.delete(variable);
    }
  }

  /** After values were written to the session: variables that it holds get new data. */
  renew(variables: Iterable<Variable>): void {
    this.forget(variables);
    for (const variable of variables) {
      if (variable.isDisposed) continue;
      moveToSession(variable, this);
      this.agree(variable);
    }
  }

  agree(variable: Variable, dataId: DataId = variable.dataId): void {
    this.#agreed.set(variable, dataId);
  }

  /** Whether the session has the variable's newest value. */
  isCurrent(variable: Variable): boolean {
    return this.#agreed.get(variable) === variable.dataId && !this.#unwritten.has(variable);
  }

  /** Whether the variable's numbers are in the session alone. */
  holds(variable: Variable): boolean {
    return sessionDataOf(variable)?.holder === this;
  }

  async fetch(variable: Variable): Promise<HostTensor> {
    const unwritten = this.#unwritten.get(variable);
    return unwritten ? valueOf(variable, unwritten) : this.#session.read(variable);
  }

  peek(variable: Variable): HostTensor | undefined {
    if (this.busy > 0 || this.#unwritten.has(variable)) return undefined;
    return this.#session.peek(variable);
  }
}

/**
 * The variables' data become ordinary tensors on tfjs's current backend, whichever function holds them.
 * The caller has the turn on all of them.
 */
export async function bringBack(variables: Iterable<Variable>): Promise<void> {
  await Promise.all(
    [...variables].map(async (variable) => {
      const held = variable.isDisposed ? undefined : sessionDataOf(variable);
      if (!held) return;
      const { dataId } = variable;
      held.values ??= (await held.holder.fetch(variable)).data;
      // Meanwhile the program may have disposed of the variable, or assigned it.
      if (variable.isDisposed || variable.dataId !== dataId) return;
      const value = keep(tensor(held.values as Float32Array, variable.shape, variable.dtype));
      variable.assign(value);
      value.dispose();
      held.holder.agree(variable);
    }),
  );
}

/** The variable's newest value was read. */
export function rememberValue(variable: Variable, { data }: HostTensor): void {
  const held = variable.isDisposed ? undefined : sessionDataOf(variable);
  if (held) held.values ??= data.slice();
}

/** The current value of a variable, wherever it is. The caller has the turn on it. */
export function valueOf(
  variable: Variable,
  data: Tensor | Variable = variable,
): Promise<HostTensor> {
  const held = sessionDataOf(data);
  return held ? held.holder.fetch(held.variable) : toHostTensor(data, `variable ${variable.name}`);
}

/** A tensor with the variable's data. clone() would move data that a session holds. */
function alias(variable: Variable): Tensor {
  const { dataId, shape, dtype } = variable;
  const { backend } = engine().state.tensorInfo.get(dataId) as {
    backend: { incRef(id: DataId): void };
  };
  backend.incRef(dataId);
  return engine().keep(engine().makeTensorFromTensorInfo({ dataId, shape, dtype }));
}

/** Replaces the value of a variable by a copy. */
export function assign(variable: Variable, { data }: HostTensor): void {
  const value = keep(tensor(data.slice() as Float32Array, variable.shape, variable.dtype));
  variable.assign(value);
  value.dispose();
}
