/**
 * Names of an optimizer's variables. tfjs numbers them; here a moment of the weight `w` is `w/m`, and
 * Adam's power of beta is `Adam/accBeta1`. A name that is taken gets a number: `w/m_1`.
 */
import { Optimizer, Variable } from '#tfjs-core';

interface CountsSteps {
  incrementIterations(): void;
}

/** The optimizers that take a step while `fn` runs. */
export function optimizersIn<T>(fn: () => T, found: Set<Optimizer>): T {
  // Every optimizer of tfjs counts its steps with this method, which is protected.
  const prototype = Optimizer.prototype as unknown as CountsSteps;
  const original = prototype.incrementIterations;
  prototype.incrementIterations = function (this: Optimizer & CountsSteps) {
    found.add(this);
    original.call(this);
  };
  try {
    return fn();
  } finally {
    prototype.incrementIterations = original;
  }
}

/** The variables of an optimizer with tfjs's names for them. */
function namedSlots(optimizer: Optimizer): (readonly [string, Variable])[] {
  return Object.entries(optimizer).flatMap(([property, value]: [string, unknown]) => {
    if (value instanceof Variable) {
      return [[`${optimizer.getClassName()}/${property}`, value] as const];
    }
    if (!Array.isArray(value)) return [];
    return value.flatMap((slot: { originalName?: unknown; variable?: unknown } | null) =>
      typeof slot?.originalName === 'string' && slot.variable instanceof Variable
        ? [[slot.originalName, slot.variable] as const]
        : [],
    );
  });
}

/** The variables of optimizers. */
export function slotsOf(optimizers: Iterable<Optimizer>): Variable[] {
  return [...optimizers].flatMap((optimizer) => namedSlots(optimizer).map(([, slot]) => slot));
}

/** A name for each of `variables`: tfjs's own, or that of an optimizer's slot. */
export function variableNames(
  variables: readonly Variable[],
  optimizers: Iterable<Optimizer>,
): Map<Variable, string> {
  const slots = new Map<Variable, string>();
  for (const optimizer of optimizers) {
    for (const [name, variable] of namedSlots(optimizer)) slots.set(variable, name);
  }
  const taken = new Set(variables.filter((v) => !slots.has(v)).map(({ name }) => name));
  return new Map(
    variables.map((variable) => {
      const wanted = slots.get(variable);
      if (wanted === undefined) return [variable, variable.name];
      let name = wanted;
      for (let i = 1; taken.has(name); i++) name = `${wanted}_${i}`;
      taken.add(name);
      return [variable, name];
    }),
  );
}
