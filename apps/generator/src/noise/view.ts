/**
 * The view of a generator from noise: a sheet of samples, the way from one to another, or one whose noise is
 * moved by hand. Computing is the model's, which is in a worker; kinds.ts says what samples are.
 */
import { type Drawing, interpolate, type NoiseModel, type Picture, sheetImage } from '@ganport/web';
import { element } from '../elements.ts';
import { latest } from '../latest.ts';
import { showBusy, showDone, showFacts } from '../report.ts';
import { saveBytes, savePicture } from '../save.ts';
import type { View } from '../view.ts';
import {
  type Choice,
  count,
  offerChoices,
  onChoice,
  readAddress,
  readChoice,
  type ViewName,
} from './choices.ts';
import { onKeys, showKeys } from './keys.ts';
import { kindViews } from './kinds.ts';
import { onNumbers, withMoved } from './latent.ts';
import { showTable } from './table.ts';
import { frameAt, frameOf, onPosition, stopPlaying } from './walk.ts';

const canvas = element('canvas', HTMLCanvasElement);
const download = element('download', HTMLButtonElement);
const columns = Math.sqrt(count);

/** Images below this width are enlarged with sharp pixels. */
const SMALL = 64;

/** What the button saves; % is what a sample is called. */
const downloads: Readonly<Record<ViewName, string>> = {
  sheet: 'Download the sheet',
  walk: 'Download all frames',
  latent: 'Download the %',
};
/** Of samples that are files. */
const fileDownloads: typeof downloads = {
  sheet: 'Download the %s',
  walk: 'Download the %s of the way',
  latent: 'Download the %',
};

let current: View<NoiseModel> | undefined;
/** The last drawing, which frames and downloads are taken of. */
let drawn: { readonly choice: Choice; readonly drawing: Drawing } | undefined;
let isFirst = true;

const request = latest<Choice>(draw, (thrown) => current?.onError(thrown));

const kind = () => kindViews[current?.model.samples.kind ?? 'images'];

/** A text with the name of a sample in place of %. */
const named = (text: string) => text.replace('%', kind().nouns[0]);

/** Draws again as it is chosen. */
function redraw(): void {
  const choice = readChoice();
  if (!choice) return;
  for (const [name, id] of [
    ['walk', 'walk-controls'],
    ['latent', 'latent-controls'],
  ] as const) {
    element(id, HTMLElement).hidden = choice.view !== name;
  }
  if (choice.view !== 'walk') stopPlaying();
  const { file } = kind();
  download.textContent = named((file ? fileDownloads : downloads)[choice.view]);
  request(choice);
}

/** Shows a model, and listens to the controls when it is the first. */
export function showNoiseModel(view: View<NoiseModel>): void {
  const isNew = !current;
  current = view;
  isFirst = true;
  offerChoices(view.model);
  for (const place of document.querySelectorAll<HTMLElement>('[data-named]')) {
    place.textContent = named(place.dataset['named'] ?? '');
  }
  if (isNew) {
    element('images', HTMLElement).hidden = false;
    element('noise-controls', HTMLElement).hidden = false;
    readAddress();
    onChoice(redraw);
    onNumbers(redraw);
    onPosition(() => drawn && show(drawn.choice, drawn.drawing.pictures));
    onKeys((sample) => {
      const at = drawn?.choice.view === 'walk' ? frameAt() : sample;
      if (drawn) kind().play?.(drawn.drawing, at, view.model.samples);
    });
    download.addEventListener('click', () => {
      save().catch((thrown: unknown) => current?.onError(thrown));
    });
  }
  redraw();
}

/** The noise of each view, and the classes of its images where they come in turn. */
const plans: Readonly<
  Record<ViewName, (model: NoiseModel, choice: Choice) => readonly [Float32Array, number[]]>
> = {
  sheet: (model, { seed, truncation }) => [
    model.noise({ seed, count, truncation }),
    Array.from({ length: count }, (_, i) => i),
  ],
  walk: (model, { seed, truncation, from, to }) => {
    const vector = vectorsOf(model, seed, truncation);
    return [
      interpolate(vector(from), vector(to), count, model.distribution),
      Array.from({ length: count }, () => from),
    ];
  },
  latent: (model, { seed, truncation, image }) => {
    const vector = vectorsOf(model, seed, truncation)(image);
    const most = model.distribution === 'normal' ? 3 : 1;
    return [withMoved(vector, [seed, truncation, image].join(), most, redraw), [image]];
  },
};

function vectorsOf(model: NoiseModel, seed: number, truncation: number | undefined) {
  const noise = model.noise({ seed, count, truncation });
  const length = noise.length / count;
  return (i: number) => noise.slice(i * length, (i + 1) * length);
}

async function draw(choice: Choice): Promise<void> {
  if (!current) return;
  const { model } = current;
  const [noise, turns] = plans[choice.view](model, choice);
  const classes = model.classes?.length ?? 1;
  const isFree = kind().drawsClasses && choice.label === undefined;
  const labels = isFree ? undefined : turns.map((turn) => choice.label ?? turn % classes);
  const drawing = await model.draw({
    noise,
    labels,
    onProgress: (done, total) => {
      if (done < total) showBusy(`Drawing: ${done} of ${total} ${kind().nouns[1]} …`);
    },
  });
  const { pictures, milliseconds } = drawing;
  drawn = { choice, drawing };
  show(choice, pictures);
  const first = `The first ${kind().nouns[1]}, start-up included.`;
  showDone(milliseconds / pictures.length, isFirst ? first : '');
  isFirst = false;
  download.disabled = false;
  showFacts(factsOf(current, drawing));
}

/** A sheet, a frame, or one sample on the canvas, and what it is in words. */
function show({ view, seed, label, from, to, image }: Choice, pictures: readonly Picture[]): void {
  const frame = view === 'walk' ? frameOf(pictures) : pictures[0];
  if (!frame) return;
  const isSheet = view === 'sheet' && !kind().table;
  const shown = isSheet ? sheetImage(pictures, columns) : asImage(frame);
  canvas.width = shown.width;
  canvas.height = shown.height;
  canvas.getContext('2d')?.putImageData(shown, 0, 0);
  canvas.classList.toggle('small', frame.width < SMALL);
  const [one, many] = kind().nouns;
  if (kind().play)
    showKeys(view === 'sheet' ? pictures.length : 1, view === 'sheet' ? columns : 1, one);
  const what = {
    sheet: `${pictures.length} generated ${many}${kind().table ? '' : `, ${columns} a row`}`,
    walk: `A generated ${one} on the way from ${one} ${from + 1} to ${to + 1}`,
    latent: `The generated ${one} ${image + 1}, with the noise of the sliders`,
  }[view];
  const names = current?.model.classes;
  const free = kind().drawsClasses ? 'classes as in the data' : 'all classes in turn';
  const ofClass = names && (label === undefined ? free : names[label]);
  const caption = [what, ...(ofClass === undefined ? [] : [ofClass]), `seed ${seed}`].join(', ');
  canvas.ariaLabel = caption;
  showTable(tableOf(view), caption);
}

/** The table of what is shown: of a way, of one of its samples. */
function tableOf(view: ViewName) {
  const table = drawn && current && kind().table?.(drawn.drawing, current.model.samples);
  if (!table || view === 'sheet') return table;
  const at = view === 'walk' ? frameAt() : 0;
  return { ...table, rows: table.rows.slice(at, at + 1) };
}

const asImage = ({ rgba, width, height }: Picture) => new ImageData(rgba, width, height);

/** The picture that is shown; of a walk, all frames on a sheet. */
async function save(): Promise<void> {
  if (!drawn) return;
  const { choice, drawing } = drawn;
  const { pictures } = drawing;
  const name = `${choice.view}-seed-${choice.seed}`;
  const file = current && kind().file?.(drawing, current.model.samples);
  if (file) return saveBytes(new Blob([file.bytes]), `${name}.${file.extension}`);
  const image = choice.view === 'latent' ? pictures.map(asImage)[0] : sheetImage(pictures, columns);
  if (!image) return;
  const sheet = Object.assign(document.createElement('canvas'), {
    width: image.width,
    height: image.height,
  });
  sheet.getContext('2d')?.putImageData(image, 0, 0);
  await savePicture(sheet, `${name}.png`);
}

function factsOf({ name, model }: View<NoiseModel>, drawing: Drawing): string {
  const megabytes = (model.bytes / 1e6).toPrecision(2);
  const sample = kind().describe(drawing, model.samples);
  return `${name}, ${megabytes} MB: from ${model.latent.join(' × ')} random numbers to ${sample}, in this browser.`;
}
