/** The worker that opens models and computes them, so that the page stays free. It has one at a time. */
import { lookInside, type Inside } from '../inside/look.ts';
import type { InsideMethods } from '../inside/protocol.ts';
import { answerCalls } from './calls.ts';
import { createComparison, type Comparison } from './comparison.ts';
import type { Methods } from './protocol.ts';
import { openSubject, type OpenSubject } from './subject.ts';

let open: OpenSubject | undefined;
let comparison: Comparison | undefined;
let inside: Inside | undefined;

function opened(): OpenSubject {
  if (open) return open;
  throw new Error('no model is open; choose one');
}

function begun(): Comparison {
  if (comparison) return comparison;
  throw new Error('nothing is compared yet; begin with the inputs');
}

function looked(): Inside {
  const { bytes, model } = opened();
  inside ??= lookInside(bytes, model);
  return inside;
}

const methods = {
  async open(source) {
    const next = await openSubject(source);
    open?.original?.dispose();
    open = next;
    comparison = undefined;
    inside = undefined;
    return next.subject;
  },
  async begin(drawn) {
    comparison = createComparison(opened(), drawn);
    return comparison.begin();
  },
  compute: (runtime) => begun().compute(runtime),
  material: async () => begun().material(),
  compare: async (answer) => begun().compare(answer),
  layers: async () => looked().layers(),
  measure: ({ seed }) => looked().measure(seed),
  activation: async ({ id }) => looked().activation(id),
} satisfies Methods & InsideMethods;

answerCalls(methods);
