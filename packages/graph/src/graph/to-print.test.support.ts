/**
 * `expect(graph).toPrint(text)`: the graph, without labels and types of inner values, is the one
 * that `text` describes. Indentation and line breaks do not count; names of values do.
 */
import { expect } from 'vitest';
import type { Graph } from './graph.ts';
import { parseGraph } from './parse.ts';
import { printGraph } from './print.ts';

declare module 'vitest' {
  interface Matchers<T> {
    toPrint(text: string): T;
  }
}

expect.extend({
  toPrint(received: Graph, text: string) {
    const actual = plain(received);
    const expected = plain(parseGraph(text));
    return {
      pass: actual === expected,
      actual,
      expected,
      message: () => `the graph prints as\n${actual}`,
    };
  },
});

function plain(graph: Graph): string {
  return printGraph(
    { ...graph, name: '' },
    { labels: false, values: false, maxElements: Infinity },
  );
}
