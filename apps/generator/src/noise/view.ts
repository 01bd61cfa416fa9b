/**
 * The view of a generator from noise: a sheet of samples, the way from one to another, or one whose noise is
 * moved by hand. Computing is the model's, which is in a worker; kinds.ts says what samples are.
 */
import {
  type Drawing,
  interpolate,
  type NoiseModel,
  type Picture,
  sheetImage,
} from '@ganport/web/internal';
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
import { offerCopy, showLines } from './lines.ts';
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
interface Drawn {
  readonly choice: Choice;
  readonly drawing: Drawing;
  /** The name of the class of each sample, where they come in turn. */
  readonly classes: readonly (string | undefined)[];
}

/** The last drawing, which frames and downloads are taken of. */
let drawn: Drawn | undefined;
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
    const isText = view.model.samples.kind === 'text';
    element('images', HTMLElement).hidden = false;
    element('images', HTMLElement).dataset['kind'] = view.model.samples.kind;
    element('noise-controls', HTMLElement).hidden = false;
    // Lines of a way are all shown at once.
    element('frames', HTMLElement).hidden = isText;
    if (isText) {
      offerCopy(
        () => drawn?.drawing.lines ?? [],
        (thrown) => current?.onError(thrown),
      );
    }
    readAddress();
    onChoice(redraw);
    onNumbers(redraw);
    onPosition(() => drawn && show(drawn));
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
  const labels = turns.map((turn) => choice.label ?? turn % classes);
  const drawing = await model.draw({
    noise,
    labels: isFree ? undefined : labels,
    onProgress: (done, total) => {
      if (done < total) showBusy(`Drawing: ${done} of ${total} ${kind().nouns[1]} …`);
    },
  });
  const inTurn = new Set(labels).size > 1 ? model.classes : undefined;
  drawn = { choice, drawing, classes: labels.map((label) => inTurn?.[label]) };
  show(drawn);
  const first = `The first ${kind().nouns[1]}, start-up included.`;
  showDone(drawing.milliseconds / turns.length, isFirst ? first : '');
  isFirst = false;
  download.disabled = false;
  showFacts(factsOf(current, drawing));
}

/** Rows, lines of text, or pictures on the canvas, and what they are in words. */
function show({ choice, drawing, classes }: Drawn): void {
  const table = current && kind().table?.(drawing, current.model.samples);
  const label = labelOf(choice, drawing.lines || table ? linesInWords : picturesInWords);
  if (table) showTable(table, label);
  else if (drawing.lines) showLines(drawing.lines, classes, label);
  else showPictures(choice, drawing.pictures, label);
}

/** A sheet, a frame, or one sample on the canvas. */
function showPictures({ view }: Choice, pictures: readonly Picture[], label: string): void {
  const frame = view === 'walk' ? frameOf(pictures) : pictures[0];
  if (!frame) return;
  const shown = view === 'sheet' ? sheetImage(pictures, columns) : asImage(frame);
  canvas.width = shown.width;
  canvas.height = shown.height;
  canvas.getContext('2d')?.putImageData(shown, 0, 0);
  canvas.classList.toggle('small', frame.width < SMALL);
  canvas.ariaLabel = label;
  const [keys, across] = view === 'sheet' ? [pictures.length, columns] : [1, 1];
  if (kind().play) showKeys(keys, across, kind().nouns[0]);
}

type InWords = Readonly<
  Record<ViewName, (names: readonly [string, string], choice: Choice) => string>
>;

/** What the canvas shows. */
const picturesInWords: InWords = {
  sheet: ([, many]) => `${count} generated ${many}, ${columns} a row`,
  walk: ([one], { from, to }) =>
    `A generated ${one} on the way from ${one} ${from + 1} to ${to + 1}`,
  latent: ([one], { image }) => `The generated ${one} ${image + 1}, with the noise of the sliders`,
};

/** What the list shows. */
const linesInWords: InWords = {
  sheet: ([, many]) => `${count} generated ${many}`,
  walk: ([one, many], { from, to }) =>
    `${count} generated ${many} on the way from ${one} ${from + 1} to ${to + 1}`,
  latent: picturesInWords.latent,
};

function labelOf(choice: Choice, inWords: InWords): string {
  const names = current?.model.classes;
  const free = kind().drawsClasses ? 'classes as in the data' : 'all classes in turn';
  const ofClass = names && (choice.label === undefined ? free : names[choice.label]);
  const what = inWords[choice.view](kind().nouns, choice);
  return [what, ...(ofClass === undefined ? [] : [ofClass]), `seed ${choice.seed}`].join(', ');
}

const asImage = ({ rgba, width, height }: Picture) => new ImageData(rgba, width, height);

/** The picture that is shown; of a walk, all frames on a sheet. */
async function save(): Promise<void> {
  if (!drawn) return;
  const { choice, drawing } = drawn;
  const { pictures } = drawing;
  const name = `${choice.view}-seed-${choice.seed}`;
  const file = current && kind().file?.(drawing, current.model.samples);
  if (file) return saveBytes(new Blob([file.content]), `${name}.${file.extension}`);
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
