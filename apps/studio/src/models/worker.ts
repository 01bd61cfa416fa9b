/** The worker that opens models and computes them, so that the page stays free. It has one at a time. */
import { createMixer, type Mixer } from '../explore/mixer.ts';
import { loadGallery, nearestTo, type Gallery } from '../explore/nearest.ts';
import type { ExploreMethods } from '../explore/protocol.ts';
import { lookInside, type Inside } from '../inside/look.ts';
import type { InsideMethods } from '../inside/protocol.ts';
import { answerCalls } from './calls.ts';
import { createComparison, type Comparison } from './comparison.ts';
import type { Methods } from './protocol.ts';
import { openSubject, type OpenSubject } from './subject.ts';

let open: OpenSubject | undefined;
let comparison: Comparison | undefined;
let inside: Inside | undefined;
let mixer: Promise<Mixer> | undefined;
let digits: Gallery | undefined;

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
    mixer = undefined;
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
  async mix({ noise, weights }) {
    const { bytes, model } = opened();
    mixer ??= createMixer(bytes, model);
    return (await mixer).mix(noise, weights);
  },
  async nearest({ picture, from }) {
    const gallery = (from.kind === 'digits' && digits) || (await loadGallery(from, picture));
    if (from.kind === 'digits') digits = gallery;
    return nearestTo(picture, gallery);
  },
} satisfies Methods & InsideMethods & ExploreMethods;

answerCalls(methods);
