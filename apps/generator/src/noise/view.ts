/** The view of a generator from noise: a sheet, a way from one sample to another, one sample with sliders. */
import {
  type Drawing,
  interpolate,
  type NoiseModel,
  type Picture,
  sheetImage,
  usualConditions,
  usualLabels,
} from '@ganport/web/internal';
import { element } from '../elements.ts';
import { latest } from '../latest.ts';
import { showBusy, showDone, showFacts } from '../report.ts';
import { saveBytes, savePicture } from '../save.ts';
import type { View } from '../view.ts';
import {
  type Choice,
  conditionInWords,
  count,
  offerChoices,
  onChoice,
  readAddress,
  readChoice,
  type ViewName,
} from './choices.ts';
import type { DrawnSamples, KindView } from './kind-view.ts';
import { onNumbers, withMoved } from './latent.ts';
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

interface Shown extends View<NoiseModel> {
  readonly kind: KindView;
}

interface Drawn extends DrawnSamples {
  readonly choice: Choice;
  readonly kind: KindView;
}

let current: Shown | undefined;
/** The last drawing, which frames and downloads are taken of. */
let drawn: Drawn | undefined;
let isFirst = true;

const onError = (thrown: unknown) => current?.onError(thrown);
const request = latest<Choice>(draw, onError);

/** A text with the name of a sample in place of %. */
const named = (text: string, { nouns }: KindView) => text.replace('%', nouns[0]);

/** Draws again as it is chosen. */
function redraw(): void {
  const choice = readChoice();
  if (!choice || !current) return;
  for (const [name, id] of [
    ['walk', 'walk-controls'],
    ['latent', 'latent-controls'],
  ] as const) {
    element(id, HTMLElement).hidden = choice.view !== name;
  }
  if (choice.view !== 'walk') stopPlaying();
  const { kind } = current;
  download.textContent = named((kind.file ? fileDownloads : downloads)[choice.view], kind);
  request(choice);
}

/** Shows a model, and listens to the controls when it is the first. */
export function showNoiseModel(view: View<NoiseModel>, kind: KindView): void {
  const isNew = !current;
  current = { ...view, kind };
  isFirst = true;
  offerChoices(view.model);
  if (isNew) {
    for (const place of document.querySelectorAll<HTMLElement>('[data-named]')) {
      place.textContent = named(place.dataset['named'] ?? '', kind);
    }
    element('images', HTMLElement).hidden = false;
    element('noise-controls', HTMLElement).hidden = false;
    element('frames', HTMLElement).hidden = kind.show !== undefined;
    kind.start?.({ drawn: () => drawn, onError });
    readAddress();
    onChoice(redraw);
    onNumbers(redraw);
    onPosition(() => drawn && show(drawn));
    download.addEventListener('click', () => {
      save().catch(onError);
    });
  }
  redraw();
}

/** The noise of each view, and which samples of the sheet have its classes and conditions. */
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
  const { model, kind } = current;
  const [noise, turns] = plans[choice.view](model, choice);
  const usual = usualLabels(model, count);
  const labels = turns.map((turn) => choice.label ?? usual[turn] ?? 0);
  const conditions = usualConditions(model, count);
  const drawing = await model.draw({
    noise,
    labels,
    conditions: conditions && turns.map((turn) => choice.condition ?? conditions[turn] ?? NaN),
    onProgress: (done, total) => {
      if (done < total) showBusy(`Drawing: ${done} of ${total} ${kind.nouns[1]} …`);
    },
  });
  const inTurn = new Set(labels).size > 1 ? model.classes : undefined;
  drawn = {
    choice,
    kind,
    drawing,
    facts: model.samples,
    classes: labels.map((label) => inTurn?.[label]),
    sampleAt: (place) => (choice.view === 'walk' ? frameAt() : place),
  };
  show(drawn);
  const first = `The first ${kind.nouns[1]}, start-up included.`;
  showDone(drawing.milliseconds / turns.length, isFirst ? first : '');
  isFirst = false;
  download.disabled = false;
  showFacts(factsOf(current, drawing));
}

/** As the kind shows its samples, or as pictures on the canvas. */
function show(shown: Drawn): void {
  const { kind, choice, drawing } = shown;
  const label = labelOf(shown, kind.show ? samplesInWords : picturesInWords);
  if (kind.show) kind.show(shown, label);
  else showPictures(choice, drawing.pictures, kind, label);
}

/** A sheet, a frame, or one sample on the canvas. */
function showPictures(
  { view }: Choice,
  pictures: readonly Picture[],
  { nouns, onCanvas }: KindView,
  label: string,
): void {
  const frame = view === 'walk' ? frameOf(pictures) : pictures[0];
  if (!frame) return;
  const shown = view === 'sheet' ? sheetImage(pictures, columns) : asImage(frame);
  canvas.width = shown.width;
  canvas.height = shown.height;
  canvas.getContext('2d')?.putImageData(shown, 0, 0);
  canvas.classList.toggle('small', frame.width < SMALL);
  canvas.ariaLabel = label;
  const [places, across] = view === 'sheet' ? [pictures.length, columns] : [1, 1];
  onCanvas?.(places, across, nouns[0]);
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

/** What a list or a table shows. */
const samplesInWords: InWords = {
  sheet: ([, many]) => `${count} generated ${many}`,
  walk: ([one, many], { from, to }) =>
    `${count} generated ${many} on the way from ${one} ${from + 1} to ${to + 1}`,
  latent: picturesInWords.latent,
};

function labelOf({ choice, kind }: Drawn, inWords: InWords): string {
  const { classes, condition, samples } = current?.model ?? {};
  const all = samples?.table ? 'classes as in the data' : 'all classes in turn';
  const parts = [
    inWords[choice.view](kind.nouns, choice),
    classes && (choice.label === undefined ? all : classes[choice.label]),
    condition && conditionInWords(condition, choice.condition),
    `seed ${choice.seed}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

const asImage = ({ rgba, width, height }: Picture) => new ImageData(rgba, width, height);

/** The picture that is shown; of a walk, all frames on a sheet. */
async function save(): Promise<void> {
  if (!drawn) return;
  const { choice, drawing, facts, kind } = drawn;
  const { pictures } = drawing;
  const name = `${choice.view}-seed-${choice.seed}`;
  const file = kind.file?.(drawing, facts);
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

function factsOf({ name, model, kind }: Shown, drawing: Drawing): string {
  const megabytes = (model.bytes / 1e6).toPrecision(2);
  const sample = kind.describe(drawing, model.samples);
  return `${name}, ${megabytes} MB: from ${model.latent.join(' × ')} random numbers to ${sample}, in this browser.`;
}
