/**
 * The view of a generator from noise: a sheet of images, the way from one image to another, or one image
 * whose noise is moved by hand. Computing is the model's, which is in a worker.
 */
import { interpolate, type NoiseModel, type Picture, sheetImage } from '@ganport/web';
import { element } from '../elements.ts';
import { latest } from '../latest.ts';
import { showBusy, showDone, showFacts } from '../report.ts';
import { savePicture } from '../save.ts';
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
import { onNumbers, withMoved } from './latent.ts';
import { frameOf, onPosition, stopPlaying } from './walk.ts';

const canvas = element('canvas', HTMLCanvasElement);
const download = element('download', HTMLButtonElement);
const columns = Math.sqrt(count);

/** Images below this width are enlarged with sharp pixels. */
const SMALL = 64;

/** What the button saves. */
const downloads: Readonly<Record<ViewName, string>> = {
  sheet: 'Download the sheet',
  walk: 'Download all frames',
  latent: 'Download the image',
};

let current: View<NoiseModel> | undefined;
/** The last drawing, which frames and downloads are taken of. */
let drawn: { readonly choice: Choice; readonly pictures: readonly Picture[] } | undefined;
let isFirst = true;

const request = latest<Choice>(draw, (thrown) => current?.onError(thrown));

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
  download.textContent = downloads[choice.view];
  request(choice);
}

/** Shows a model, and listens to the controls when it is the first. */
export function showNoiseModel(view: View<NoiseModel>): void {
  const isNew = !current;
  current = view;
  isFirst = true;
  offerChoices(view.model);
  if (isNew) {
    element('images', HTMLElement).hidden = false;
    element('noise-controls', HTMLElement).hidden = false;
    readAddress();
    onChoice(redraw);
    onNumbers(redraw);
    onPosition(() => drawn && show(drawn.choice, drawn.pictures));
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
      interpolate(vector(from), vector(to), count),
      Array.from({ length: count }, () => from),
    ];
  },
  latent: (model, { seed, truncation, image }) => {
    const vector = vectorsOf(model, seed, truncation)(image);
    return [withMoved(vector, [seed, truncation, image].join(), redraw), [image]];
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
  const labels = turns.map((turn) => choice.label ?? turn % classes);
  const { pictures, milliseconds } = await model.draw({
    noise,
    labels,
    onProgress: (done, total) => {
      if (done < total) showBusy(`Drawing: ${done} of ${total} images …`);
    },
  });
  drawn = { choice, pictures };
  show(choice, pictures);
  showDone(milliseconds / pictures.length, isFirst ? 'The first images, start-up included.' : '');
  isFirst = false;
  download.disabled = false;
  showFacts(factsOf(current, pictures[0]));
}

/** A sheet, a frame, or an image on the canvas, and what it is in words. */
function show({ view, seed, label, from, to, image }: Choice, pictures: readonly Picture[]): void {
  const frame = view === 'walk' ? frameOf(pictures) : pictures[0];
  if (!frame) return;
  const shown = view === 'sheet' ? sheetImage(pictures, columns) : asImage(frame);
  canvas.width = shown.width;
  canvas.height = shown.height;
  canvas.getContext('2d')?.putImageData(shown, 0, 0);
  canvas.classList.toggle('small', frame.width < SMALL);
  const what = {
    sheet: `${pictures.length} generated images, ${columns} a row`,
    walk: `A generated image on the way from image ${from + 1} to ${to + 1}`,
    latent: `The generated image ${image + 1}, with the noise of the sliders`,
  }[view];
  const names = current?.model.classes;
  const ofClass = names && (label === undefined ? 'all classes in turn' : names[label]);
  canvas.ariaLabel = [what, ...(ofClass === undefined ? [] : [ofClass]), `seed ${seed}`].join(', ');
}

const asImage = ({ rgba, width, height }: Picture) => new ImageData(rgba, width, height);

/** The picture that is shown; of a walk, all frames on a sheet. */
async function save(): Promise<void> {
  if (!drawn) return;
  const { choice, pictures } = drawn;
  const image = choice.view === 'latent' ? pictures.map(asImage)[0] : sheetImage(pictures, columns);
  if (!image) return;
  const sheet = Object.assign(document.createElement('canvas'), {
    width: image.width,
    height: image.height,
  });
  sheet.getContext('2d')?.putImageData(image, 0, 0);
  await savePicture(sheet, `${choice.view}-seed-${choice.seed}.png`);
}

function factsOf({ name, model }: View<NoiseModel>, picture: Picture | undefined): string {
  const megabytes = (model.bytes / 1e6).toPrecision(2);
  const images = picture ? ` to ${picture.height} × ${picture.width} pixels` : '';
  return `${name}, ${megabytes} MB: from ${model.latent.join(' × ')} random numbers${images}, in this browser.`;
}
