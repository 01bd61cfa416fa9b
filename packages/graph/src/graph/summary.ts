/** A model at a glance, as a text table for people. Every node in full is print.ts's. */
import { sizeOf } from './shape.ts';
import type { Graph, Model, ValueInfo } from './graph.ts';
import { constantsOf } from './walk.ts';

/**
 * Name, inputs, outputs, operators by how often they occur, parameters and metadata: a label in the
 * first column, its values below one another in the second.
 */
export function summarize(model: Model): string {
  const { graph, opsets, producerName, producerVersion, metadata } = model;
  const rows: (readonly [label: string, values: readonly string[]])[] = [
    ['model', [graph.name]],
    ['producer', [`${producerName} ${producerVersion}`]],
    ['opset', Object.entries(opsets).map(([domain, version]) => `${domain} ${version}`.trim())],
    ['inputs', valueLines(graph.inputs)],
    ['outputs', valueLines(graph.outputs)],
    ['operators', operatorLines(graph)],
    ['parameters', [parameterLine(graph)]],
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
function operatorLines({ nodes }: Graph): string[] {
  const counts = new Map<string, number>();
  for (const { domain, op } of nodes) {
    const name = domain === '' ? op : `${domain}.${op}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const width = String(Math.max(0, ...counts.values())).length;
  return sorted.map(([name, count]) => `${String(count).padStart(width)}  ${name}`);
}

/** Elements of floating-point constants (integers are shapes and indices), and bytes of all. */
function parameterLine(graph: Graph): string {
  const constants = [...new Set(constantsOf(graph))];
  const count = constants
    .filter(({ dtype }) => dtype.startsWith('float'))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const bytes = constants.reduce((sum, { data }) => sum + data.byteLength, 0);
  return `${count.toLocaleString('en-US')} (constants take ${byteCount(bytes)})`;
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
