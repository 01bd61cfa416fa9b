/** The worker that opens models and computes them, so that the page stays free. It has one at a time. */
import { createMixer, type Mixer } from '../explore/mixer.ts';
import { openDigitFeatures, type DigitFeatures } from '../explore/digit-features.ts';
import { loadDigits, loadFiles, nearestTo, type Gallery } from '../explore/nearest.ts';
import type { ExploreMethods } from '../explore/protocol.ts';
import { lookInside, type Inside } from '../inside/look.ts';
import type { InsideMethods } from '../inside/protocol.ts';
import { answerCalls } from './calls.ts';
import { createComparison, type Comparison } from './comparison.ts';
import { once } from './once.ts';
import type { Methods } from './protocol.ts';
import { openSubject, type OpenSubject } from './subject.ts';

let open: OpenSubject | undefined;
let comparison: Comparison | undefined;
let inside: Inside | undefined;
let mixer: Promise<Mixer> | undefined;
/** Of the one site that the page belongs to. */
let digits: (() => Promise<Gallery>) | undefined;
let digitFeatures: (() => Promise<DigitFeatures>) | undefined;

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

function featuresOf(site: string): Promise<DigitFeatures> {
  digitFeatures ??= once(() => openDigitFeatures(site));
  return digitFeatures();
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
    if (from.kind === 'files') return nearestTo(picture, await loadFiles(from.files, picture));
    if (from.by === 'features') return (await featuresOf(from.site)).nearest(picture);
    digits ??= once(() => loadDigits(from.site));
    return nearestTo(picture, await digits());
  },
  async digitFeatures({ pictures, site }) {
    return (await (await featuresOf(site)).featuresOf(pictures)).data;
  },
} satisfies Methods & InsideMethods & ExploreMethods;

answerCalls(methods);
