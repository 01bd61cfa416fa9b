/** A model of one operator, or of the few that belong together, with numbers for its inputs. */
import { type Tensor, tensor } from '@tensorflow/tfjs';
import { toTensor, type Numbers } from '../../lowering/support/numbers.ts';
import { type ModelSpec, node, type NodeSpec, placeholder } from '../support/graph-def.ts';

export interface OperatorCase {
  /** What it shows of an operator's attributes and inputs; '' for an operator with one case. */
  readonly name: string;
  readonly spec: ModelSpec;
  readonly inputs: Readonly<Record<string, Content>>;
}

export interface Texts {
  readonly dtype: 'string';
  readonly shape: readonly number[];
  readonly values: readonly string[];
}

/** What a tensor has. */
export type Content = Numbers | Texts;

/** Texts as a vector. */
export const words = (...values: string[]): Texts => ({
  dtype: 'string',
  shape: [values.length],
  values,
});

export function tensorOf(content: Content): Tensor {
  if (content.dtype !== 'string') return toTensor(content);
  return tensor([...content.values], [...content.shape], 'string');
}

/** An argument that the model has as a weight. */
interface Known {
  readonly known: Content;
}

export const known = (content: Content): Known => ({ known: content });

const dtypes = { float32: 'FLOAT', int32: 'INT32', bool: 'BOOL', string: 'STRING' } as const;
const placeholderOf = (name: string, { dtype, shape }: Content) =>
  placeholder(name, dtypes[dtype], shape);

/** One node; an argument is an input of the model, or `known`. */
export function one(
  op: string,
  args: readonly (Content | Known)[],
  attr: NodeSpec['attr'] = {},
  { outputs = 1, name = '' } = {},
): OperatorCase {
  const named = args.map((arg, i) => [`arg${i}`, arg] as const);
  const inputs = named.flatMap(([key, arg]) => ('known' in arg ? [] : [[key, arg] as const]));
  const weights = named.flatMap(([key, arg]) =>
    'known' in arg ? [[key, arg.known] as const] : [],
  );
  return several(
    Object.fromEntries(inputs),
    [node('node', op, Object.keys(Object.fromEntries(named)), attr)],
    Array.from({ length: outputs }, (_, i) => `node:${i}`),
    Object.fromEntries(weights),
    name,
  );
}

/** Several nodes, whose results are called y0, y1 … */
export function several(
  inputs: Readonly<Record<string, Content>>,
  nodes: readonly NodeSpec[],
  outputs: readonly string[],
  weights: Readonly<Record<string, Content>> = {},
  name = '',
): OperatorCase {
  return {
    name,
    inputs,
    spec: {
      inputs: Object.entries(inputs).map(([key, numbers]) => placeholderOf(key, numbers)),
      weights: Object.fromEntries(
        Object.entries(weights).map(([key, numbers]) => [key, tensorOf(numbers)]),
      ),
      nodes,
      outputs: Object.fromEntries(outputs.map((output, i) => [`y${i}`, output])),
    },
  };
}

/** The operators that a case has. */
export function operatorsOf({ spec }: OperatorCase): readonly string[] {
  const inFunctions = (spec.functions ?? []).flatMap(({ nodes }) => nodes);
  const all = [...spec.nodes, ...spec.inputs, ...inFunctions, ...(spec.initializer ?? [])];
  return [...new Set(all.map(({ op }) => op))];
}

/** Attributes as a GraphDef in JSON has them. */
export const text = (value: string) => ({ s: Buffer.from(value).toString('base64') });
export const texts = (...values: string[]) => ({
  list: { s: values.map((value) => Buffer.from(value).toString('base64')) },
});
export const int = (value: number) => ({ i: String(value) });
export const ints = (...values: number[]) => ({ list: { i: values.map(String) } });
export const real = (value: number) => ({ f: value });
export const flag = (b: boolean) => ({ b });
