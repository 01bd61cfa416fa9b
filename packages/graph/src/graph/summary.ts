/** A model at a glance, as data and as a text table. Every node in full is print.ts's. */
import { sizeOf } from './shape.ts';
import type { Graph, Model, ValueInfo } from './graph.ts';
import { constantsOf } from './walk.ts';

/** A model at a glance. */
export interface ModelSummary {
  readonly name: string;
  /** Who made the file, with a version. */
  readonly producer: string;
  /** The version of ONNX's operator set; undefined where the model declares none. */
  readonly opset: number | undefined;
  /** Versions of other operator sets, by domain. */
  readonly domains: Readonly<Record<string, number>>;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** How often each operator occurs, the most frequent first; others than ONNX's with their domain. */
  readonly operators: Readonly<Record<string, number>>;
  /** Elements of floating-point constants; integers are shapes and indices. */
  readonly parameters: number;
  /** Of all constants, in memory. */
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export function summaryOf(model: Model): ModelSummary {
  const { graph, opsets, metadata } = model;
  const { '': opset, ...domains } = opsets;
  const constants = [...new Set(constantsOf(graph))];
  const parameters = constants
    .filter(({ dtype }) => dtype.startsWith('float'))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return {
    name: graph.name,
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    opset,
    domains,
    inputs: graph.inputs,
    outputs: graph.outputs,
    operators: Object.fromEntries(operatorCounts(graph)),
    parameters,
    bytes: constants.reduce((sum, { data }) => sum + data.byteLength, 0),
    metadata,
  };
}

/**
 * Name, inputs, outputs, operators by how often they occur, parameters and metadata: a label in the
 * first column, its values below one another in the second.
 */
export function summarize(model: Model): string {
  const { name, producer, inputs, outputs, operators, parameters, bytes, metadata } =
    summaryOf(model);
  const rows: (readonly [label: string, values: readonly string[]])[] = [
    ['model', [name]],
    ['producer', [producer]],
    [
      'opset',
      Object.entries(model.opsets).map(([domain, version]) => `${domain} ${version}`.trim()),
    ],
    ['inputs', valueLines(inputs)],
    ['outputs', valueLines(outputs)],
    ['operators', operatorLines(Object.entries(operators))],
    ['parameters', [`${grouped(parameters)} (constants take ${byteCount(bytes)})`]],
    ['metadata', Object.entries(metadata).map(([key, value]) => `${key} = ${shortened(value)}`)],
  ];
  return rows
    .flatMap(([label, values]) => values.map((value, line) => [line === 0 ? label : '', value]))
    .map(([label = '', value = '']) => `${label.padEnd(12)}${value}`)
    .join('\n');
}

function valueLines(values: readonly ValueInfo[]): string[] {
  const width = Math.max(0, ...values.map(({ name }) => name.length));
  return values.map(
    ({ name, dtype, shape }) => `${name.padEnd(width)}  ${dtype}[${shape.join(', ')}]`,
  );
}

/** The most frequent first, those of one count by name. */
function operatorCounts({ nodes }: Graph): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { domain, op } of nodes) {
    const name = domain === '' ? op : `${domain}.${op}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

function operatorLines(counts: readonly (readonly [name: string, count: number])[]): string[] {
  const width = String(Math.max(0, ...counts.map(([, count]) => count))).length;
  return counts.map(([name, count]) => `${String(count).padStart(width)}  ${name}`);
}

/** With a comma after each three digits, without loading the tables of languages. */
function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

function byteCount(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let [amount, unit] = [bytes, 0];
  for (; amount >= 1024 && unit < units.length - 1; unit++) amount /= 1024;
  return `${unit === 0 ? amount : amount.toFixed(1)} ${units[unit] ?? ''}`;
}

/** A value that fits the line: descriptions of random inputs are long. */
function shortened(value: string): string {
  return value.length <= 60 ? value : `${value.slice(0, 59)}…`;
}
