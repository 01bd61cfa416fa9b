/**
 * Who computes which part of a step. What depends on samples and draws is each worker's own. What depends on
 * combined values alone, such as the update of an optimizer, is the same for all: it is computed once, where
 * the workers' values meet.
 */
import type { StepPart } from '@ganport/export';
import type { HostTensor, TensorMap } from '@ganport/runtime';

export interface Division {
  /** The parts that are computed once. */
  readonly shared: ReadonlySet<StepPart>;
  /** State that the other parts read. */
  readonly readState: ReadonlySet<string>;
  /** Values that the other parts read. */
  readonly readValues: ReadonlySet<string>;
  /** State that workers alone have, each the same; it is not exchanged. */
  readonly kept: ReadonlySet<string>;
}

export function divideParts(parts: readonly StepPart[]): Division {
  let shared = new Set(parts.filter(exchangesNothing));
  for (;;) {
    const own = parts.filter((part) => !shared.has(part));
    const kept = writtenBy(own, 'state');
    const unequal = writtenBy(own, 'value');
    const isCommon = ({ inputs }: StepPart) =>
      Object.values(inputs).every(
        (input) =>
          (input.from === 'state' && !kept.has(input.name)) ||
          (input.from === 'value' && !unequal.has(input.name)),
      );
    const left = new Set([...shared].filter(isCommon));
    if (left.size === shared.size) {
      const [readState, readValues] = [readBy(own, 'state'), readBy(own, 'value')];
      return { shared, readState, readValues, kept };
    }
    shared = left;
  }
}

/** The state that a worker holds. */
export function stateOfWorker({ readState, kept }: Division, state: TensorMap): TensorMap {
  return only(state, new Set([...readState, ...kept]));
}

/** The tensors of these names that there are. */
export function only(tensors: TensorMap, names: ReadonlySet<string>): Record<string, HostTensor> {
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => names.has(name)));
}

function exchangesNothing({ outputs }: StepPart): boolean {
  return Object.values(outputs).every((output) => !('exchange' in output));
}

/** What parts write that is not the same for all after an exchange. */
function writtenBy(parts: readonly StepPart[], to: 'state' | 'value'): Set<string> {
  return new Set(
    parts.flatMap(({ outputs }) =>
      Object.values(outputs).flatMap((output) =>
        output.to === to && (!output.exchange || output.exchange === 'rows') ? [output.name] : [],
      ),
    ),
  );
}

function readBy(parts: readonly StepPart[], from: 'state' | 'value'): Set<string> {
  return new Set(
    parts.flatMap(({ inputs }) =>
      Object.values(inputs).flatMap((input) => (input.from === from ? [input.name] : [])),
    ),
  );
}
