/** Typed access to a node's attributes: undefined where one is absent or of another type. */
import type { Attribute, Node } from './graph.ts';

export function getInt(node: Node, name: string): number | undefined {
  const attribute = node.attributes[name];
  return attribute?.type === 'int' ? attribute.value : undefined;
}

export function getInts(node: Node, name: string): readonly number[] | undefined {
  const attribute = node.attributes[name];
  return attribute?.type === 'ints' ? attribute.value : undefined;
}

export function getFloat(node: Node, name: string): number | undefined {
  const attribute = node.attributes[name];
  return attribute?.type === 'float' ? attribute.value : undefined;
}

export const int = (value: number): Attribute => ({ type: 'int', value });
export const ints = (value: readonly number[]): Attribute => ({ type: 'ints', value });
