/** The error for a function that has no one graph for every size. */
import { ExportError } from '../errors.ts';

/** @param where the layer or node that fixes the size @param what how it does that */
export function fixedSize(where: string, what: string, cause?: unknown): ExportError {
  return new ExportError(
    'fixed-dimension',
    `${where} fixes a size that was to be symbolic: ${what}; give that input a fixed shape`,
    { cause },
  );
}

/** The layer that recorded a node, or the node where it belongs to none. */
export const layerOf = (node: string) => node.split('/').slice(0, -1).join('/') || node;
