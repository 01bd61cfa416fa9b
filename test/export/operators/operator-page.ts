/** docs/reference/graph-operators.md as text: what becomes of each operator of tfjs-converter. */
import { exportModel } from '@ganport/export';
import { refusals } from '@ganport/export/internal';
import { graphModel } from '../support/graph-def.ts';
import { type OperatorCase, operatorsOf } from './operator-case.ts';
import { notes } from './operator-notes.ts';

/** @throws Error for an operator that is neither in a case nor refused, or both */
export async function operatorPage(
  listed: ReadonlyMap<string, readonly string[]>,
  cases: readonly OperatorCase[],
): Promise<string> {
  const exported = new Map<string, Set<string>>();
  for (const given of cases) {
    for (const op of operatorsOf(given)) if (!exported.has(op)) exported.set(op, new Set());
    const [node, ...others] = given.spec.nodes;
    if (!node || others.length > 0 || given.spec.functions) continue;
    const { graph } = await exportModel(await graphModel(given.spec));
    for (const { op } of graph.nodes) exported.get(node.op)?.add(op);
  }
  const all = [...listed.values()].flat();
  const unclear = all.filter((op) => exported.has(op) === refusals.has(op));
  if (unclear.length > 0) throw new Error(`exported or refused? ${unclear.join(', ')}`);
  const count = all.filter((op) => exported.has(op)).length;
  return `# Operators of graph models

tfjs-converter 4.22 lists ${all.length} operators of TensorFlow. ${count} of them are exported, ${all.length - count} are refused: the error names each of them, its nodes and the reason.

The ONNX operators are those of the small models that are compared with tfjs's cpu backend, at opset 18. Where a line has none, the operator moves numbers of the model around, is a part of a loop or a list, or is folded into a constant.

A test makes this page, \`test/export/operators/operators.test.ts\`, from these models.
${[...listed].map(([category, operators]) => section(category, operators, exported)).join('')}`;
}

function section(
  category: string,
  operators: readonly string[],
  exported: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  const rows = [...new Set(operators)].toSorted().map((op) => {
    const why = refusals.get(op);
    const onnx = [...(exported.get(op) ?? [])].filter((name) => name !== 'Identity').toSorted();
    return why === undefined
      ? `| ${op} | ${onnx.join(', ')} | ${notes[op] ?? ''} |`
      : `| ${op} | **refused** | ${why} |`;
  });
  const title = `${category.charAt(0).toUpperCase()}${category.slice(1)}`;
  return `
## ${title}

| operator | ONNX | notes |
| --- | --- | --- |
${rows.join('\n')}
`;
}
