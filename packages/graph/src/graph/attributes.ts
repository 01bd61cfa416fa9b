/**
 * Typed access to a node's attributes: undefined where one is absent or of another type. Tables that
 * operators index are read here, too.
 */
import type { Attribute, Node } from './graph.ts';

export function getInt(node: Node, name: string): number | undefined {
  const attribute = entryOf(node.attributes, name);
  return attribute?.type === 'int' ? attribute.value : undefined;
}

export function getInts(node: Node, name: string): readonly number[] | undefined {
  const attribute = entryOf(node.attributes, name);
  return attribute?.type === 'ints' ? attribute.value : undefined;
}

export function getFloat(node: Node, name: string): number | undefined {
  const attribute = entryOf(node.attributes, name);
  return attribute?.type === 'float' ? attribute.value : undefined;
}

/**
 * The entry of a table for an operator or another name from a file; undefined where the table has
 * none, also for names that every object inherits, such as `constructor`.
 */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export const float = (value: number): Attribute => ({ type: 'float', value });
export const int = (value: number): Attribute => ({ type: 'int', value });
export const ints = (value: readonly number[]): Attribute => ({ type: 'ints', value });
