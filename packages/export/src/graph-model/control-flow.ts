/**
 * Loops and branches as ONNX's Loop and If. A condition with a known value needs neither: a short loop is
 * unrolled, and only the branch that is taken is traced.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { DataType, OutputType, Value } from '@ganport/graph';
import { at, cast, reshape } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import type { StandIn } from '../trace/data-sizes.ts';
import { type GraphValue, isTensor } from './frame.ts';
import { TensorList } from './tensor-list.ts';
import { isSymbolic, recording, symbolName, toTensor, valueOf } from './tensors.ts';

export interface LoopSpec {
  readonly name: string;
  /** Scopes that name the variables after the loop. */
  readonly scopes: readonly (string | undefined)[];
  readonly initial: readonly GraphValue[];
  /** Which variables the body leaves as they are. */
  readonly isFixed: readonly boolean[];
  condition(variables: readonly GraphValue[]): Tensor;
  body(variables: readonly GraphValue[]): readonly GraphValue[];
}

/** A variable of a Loop: the value that it starts with, and what its iterations agree on. */
interface Carried {
  readonly index: number;
  readonly isList: boolean;
  readonly start: Value;
  /** Axes whose sizes change from iteration to iteration. */
  readonly varying: ReadonlySet<number>;
}

/** The variables after the loop. @param mostUnrolled iterations that are unrolled at most */
export function runLoop(spec: LoopSpec, mostUnrolled: number): readonly GraphValue[] {
  let variables = spec.initial;
  for (let iteration = 0; iteration <= mostUnrolled; iteration++) {
    const goesOn = spec.condition(variables);
    if (isSymbolic(goesOn)) break;
    if (goesOn.dataSync()[0] === 0) return variables;
    if (iteration < mostUnrolled) variables = spec.body(variables);
  }
  return recordLoop(spec);
}

/** More attempts than any loop needs: each finds the type of a list, or an axis that varies. */
const maxAttempts = 8;

function recordLoop(spec: LoopSpec): readonly GraphValue[] {
  let initial = spec.initial;
  let varying = initial.map(() => new Set<number>());
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const outcome = attemptLoop({ ...spec, initial }, varying);
    if ('results' in outcome) return outcome.results;
    ({ initial, varying } = outcome);
  }
  throw new ExportError(
    'unsupported-kernel',
    `${spec.name} is a loop whose variables change their types`,
  );
}

type Outcome =
  | { readonly results: readonly GraphValue[] }
  | { readonly initial: readonly GraphValue[]; readonly varying: Set<number>[] };

function attemptLoop(spec: LoopSpec, varying: Set<number>[]): Outcome {
  const { builder, dataSizes } = recording();
  const carried: Carried[] = [];
  for (const [index, value] of spec.initial.entries()) {
    // A list without a known shape of items is passed to the body as it is; the body shows the shape.
    if (spec.isFixed[index] || value === undefined || isBlank(value)) continue;
    const isList = !isTensor(value);
    const start = valueOf(isList ? value.stacked() : value);
    carried.push({ index, isList, start, varying: varying[index] ?? new Set() });
  }
  const sizes = carried.map(({ index, start, varying: axes }) =>
    start.shape.map((size, axis) =>
      axes.has(axis) ? dataSizes.standIn(`${symbolName(spec.name)}_${index}_${axis}`) : size,
    ),
  );
  const inputs = carried.map(({ index, start }, i) => ({
    name: `variable_${index}`,
    dtype: start.dtype,
    shape: at(sizes, i).map(numberOf),
  }));
  const conditionType = { name: 'goes_on', dtype: 'bool', shape: [] } as const;
  const iterationType = { name: 'iteration', dtype: 'int64', shape: [] } as const;
  let after: readonly GraphValue[] = [];
  const body = builder.region(
    'body',
    [iterationType, conditionType, ...inputs],
    ([, , ...values]) => {
      const variables = [...spec.initial];
      for (const [i, { index, isList, start }] of carried.entries()) {
        const value = at(values, i);
        if (dataSizes.has(start)) dataSizes.add(value);
        locate(at(sizes, i), value);
        const tensor = variableTensor(value, `${symbolName(spec.name)}_${index}`);
        variables[index] = isList ? TensorList.from(tensor) : tensor;
      }
      after = spec.body(variables);
      const goesOn = toCondition(spec.condition(after));
      return [goesOn, ...carried.map(({ index }) => resultValue(after[index], spec.name))];
    },
  );
  const corrected = correct(spec, carried, inputs, after, varying);
  if (corrected) return corrected;

  const first = toCondition(spec.condition(spec.initial));
  const results = [...spec.initial];
  const outputTypes = carried.map(({ start, varying: axes, index }, i) => ({
    dtype: start.dtype,
    sizes: at(inputs, i).shape.map((size, axis) =>
      axes.has(axis) ? dataSizes.standIn(`${symbolName(spec.name)}_${index}_${axis}_after`) : size,
    ),
  }));
  const outputs = builder.ops(
    'Loop',
    [null, first, ...carried.map(({ start }) => start)],
    {},
    outputTypes.map(({ dtype, sizes: ends }, i) =>
      scoped({ dtype, shape: ends.map(numberOf) }, spec.scopes[at(carried, i).index]),
    ),
    { body },
  );
  for (const [i, { index, isList }] of carried.entries()) {
    const value = at(outputs, i);
    locate(at(outputTypes, i).sizes, value);
    if (dataSizes.has(at(body.outputs, i + 1).value)) dataSizes.add(value);
    results[index] = isList ? TensorList.from(toTensor(value)) : toTensor(value);
  }
  return { results };
}

function scoped(type: OutputType, scope: string | undefined): OutputType {
  return scope === undefined ? type : { ...type, scope };
}

/** A size, or a stand-in for one that depends on data. */
type Size = number | StandIn;

const numberOf = (size: Size): number => (typeof size === 'number' ? size : size.size);

/** Says that the graph finds the sizes that depend on data in `value`. */
function locate(sizes: readonly Size[], value: Value): void {
  for (const [axis, size] of sizes.entries()) {
    if (typeof size !== 'number') recording().dataSizes.locate(size.symbol, value, axis);
  }
}

const isBlank = (value: GraphValue): boolean =>
  value !== undefined && !isTensor(value) && value.elementShape === undefined;

/** A counter may be used for shapes: it has a number that differs between recordings. */
function variableTensor(value: Value, name: string): Tensor {
  if (value.dtype !== 'int32' || value.shape.length > 0) return toTensor(value);
  const { dataSizes } = recording();
  const { symbol, size } = dataSizes.standIn(name);
  dataSizes.locate(symbol, value, undefined);
  return toTensor(value, Int32Array.of(size));
}

function toCondition(tensor: Tensor): Value {
  const { builder } = recording();
  return reshape(builder, cast(builder, valueOf(tensor), 'bool'), []);
}

function resultValue(value: GraphValue, name: string): Value {
  if (value === undefined)
    throw new ExportError('bad-model', `${name} leaves a variable without a value`);
  return valueOf(isTensor(value) ? value : value.stacked());
}

/** What the next attempt begins with; undefined where the variables keep their types. */
function correct(
  spec: LoopSpec,
  carried: readonly Carried[],
  inputs: readonly { readonly dtype: DataType; readonly shape: readonly number[] }[],
  after: readonly GraphValue[],
  varying: readonly Set<number>[],
): Outcome | undefined {
  const initial = [...spec.initial];
  const axes = varying.map((set) => new Set(set));
  let isCorrected = false;
  for (const [index, value] of spec.initial.entries()) {
    const result = after[index];
    if (!isBlank(value) || result === value || isTensor(value) || isTensor(result)) continue;
    const shape = result?.elementShape;
    if (shape === undefined || value === undefined) continue;
    initial[index] = TensorList.from(value.stacked(shape));
    isCorrected = true;
  }
  for (const [i, { index }] of carried.entries()) {
    const { shape, dtype } = at(inputs, i);
    const result = resultValue(after[index], spec.name);
    if (result.dtype !== dtype || result.shape.length !== shape.length) {
      const message = `variable ${index} of the loop ${spec.name} changes from ${dtype}[${shape.join()}] to ${result.dtype}[${result.shape.join()}]`;
      throw new ExportError('unsupported-kernel', message);
    }
    for (const [axis, size] of shape.entries()) {
      if (at(result.shape, axis) === size || axes[index]?.has(axis)) continue;
      axes[index]?.add(axis);
      isCorrected = true;
    }
  }
  return isCorrected ? { initial, varying: axes } : undefined;
}

export interface BranchSpec {
  readonly name: string;
  /** The scope that names a result. */
  scopeOf(result: number): string;
  readonly condition: Tensor;
  ifTrue(): readonly GraphValue[];
  ifFalse(): readonly GraphValue[];
}

/** The results of the branch that is taken. */
export function runBranch(branches: BranchSpec): readonly GraphValue[] {
  const { name, condition } = branches;
  if (!isSymbolic(condition)) {
    return condition.dataSync()[0] === 0 ? branches.ifFalse() : branches.ifTrue();
  }
  const { builder, dataSizes } = recording();
  const results: (readonly GraphValue[])[] = [];
  const regionOf = (branch: () => readonly GraphValue[]) =>
    builder.region('branch', [], () => {
      const values = branch();
      results.push(values);
      return values.map((value) => resultValue(value, name));
    });
  const then = regionOf(() => branches.ifTrue());
  const otherwise = regionOf(() => branches.ifFalse());
  const types = then.outputs.map(({ value: { dtype, shape } }, i) => {
    const other = at(otherwise.outputs, i).value;
    if (other.dtype !== dtype || other.shape.length !== shape.length) {
      const message = `the branches of ${name} return ${dtype}[${shape.join()}] and ${other.dtype}[${other.shape.join()}]`;
      throw new ExportError('unsupported-kernel', message);
    }
    const sizes = shape.map((size, axis) =>
      size === at(other.shape, axis) ? size : dataSizes.standIn(`${symbolName(name)}_${i}_${axis}`),
    );
    return { dtype, sizes };
  });
  const outputs = builder.ops(
    'If',
    [toCondition(condition)],
    {},
    types.map(({ dtype, sizes }, i) => ({
      dtype,
      shape: sizes.map(numberOf),
      scope: branches.scopeOf(i),
    })),
    { then_branch: then, else_branch: otherwise },
  );
  return outputs.map((value, i) => {
    locate(at(types, i).sizes, value);
    const sources = [then, otherwise].map((region) => at(region.outputs, i).value);
    if (sources.some((source) => dataSizes.has(source))) dataSizes.add(value);
    const isList = results[0]?.[i] instanceof TensorList;
    return isList ? TensorList.from(toTensor(value)) : toTensor(value);
  });
}
