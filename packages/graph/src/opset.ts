/**
 * The operator sets that ganport writes, with the IR version that an ONNX file of each needs: from the
 * first in which axes of Squeeze and ReduceSum are inputs to the last that ONNX Runtime 1.30 reads.
 */
import { GraphError } from './errors.ts';

/** onnx/onnx docs/Versioning.md. */
const irVersions: Readonly<Record<number, number>> = {
  13: 7,
  14: 7,
  15: 8,
  16: 8,
  17: 8,
  18: 8,
  19: 9,
  20: 9,
  21: 10,
  22: 10,
  23: 11,
  24: 12,
  25: 13,
  26: 13,
};

export const supportedOpsets: readonly number[] = Object.keys(irVersions).map(Number);

export const defaultOpset = 18;

/** @throws GraphError 'bad-argument' for an operator set that ganport does not write */
export function irVersionOf(opset: number): number {
  const version = irVersions[opset];
  if (version) return version;
  throw new GraphError('bad-argument', `opset ${opset} is not one of ${opsetRange}`);
}

/** Operator sets beside ONNX's own, in the versions that ganport writes. */
const otherDomains = {
  /** LabelEncoder maps texts to numbers since version 2. */
  'ai.onnx.ml': { version: 2, operators: ['LabelEncoder'] },
  /** ONNX Runtime's own. */
  'com.microsoft': { version: 1, operators: ['MurmurHash3', 'Tokenizer'] },
} as const satisfies Readonly<Record<string, { version: number; operators: readonly string[] }>>;

/** The domain of an operator that ganport writes; '' for ONNX's own. */
export function domainOf(op: string): string {
  const found = Object.entries(otherDomains).find(([, { operators }]) =>
    (operators as readonly string[]).includes(op),
  );
  return found?.[0] ?? '';
}

/** The versions of the operator sets that a graph of these domains imports. */
export function opsetsOf(
  opset: number,
  domains: Iterable<string>,
): Readonly<Record<string, number>> {
  const others = [...new Set(domains)].filter((domain) => domain !== '');
  const versions = others.map((domain) => {
    const version = Object.hasOwn(otherDomains, domain)
      ? otherDomains[domain as keyof typeof otherDomains].version
      : 1;
    return [domain, version] as const;
  });
  return { '': opset, ...Object.fromEntries(versions) };
}

/** For messages: the first and the last. */
export const opsetRange = `${supportedOpsets.at(0)} to ${supportedOpsets.at(-1)}`;
