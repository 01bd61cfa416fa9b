/** The page's elements: what a visitor chooses, and what is shown. Decisions are made in main.ts. */
import { columns, drawGrid } from './grid.ts';
import type { Picture } from './pixels.ts';
import { providers, type PageProvider } from './providers.ts';

export interface Choice {
  readonly provider: PageProvider;
  readonly seed: number;
  /** The class of all images, by number; undefined for all classes in turn. */
  readonly label: number | undefined;
}

function element<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} #${id}`);
}

const plate = element('plate', HTMLElement);
const canvas = element('grid', HTMLCanvasElement);
const facts = element('facts', HTMLElement);
const form = element('controls', HTMLFormElement);
const seed = element('seed', HTMLInputElement);
const seedProblem = element('seed-problem', HTMLElement);
const classField = element('class-field', HTMLElement);
const classes = element('class', HTMLSelectElement);
const again = element('again', HTMLButtonElement);
const time = element('time', HTMLElement);
const notes = element('notes', HTMLElement);
const status = element('status', HTMLElement);
const error = element('error', HTMLElement);
const choices = new Map(
  providers.map(({ id, label }) => [id, addRadio(element('providers', HTMLElement), id, label)]),
);

function addRadio(parent: HTMLElement, id: PageProvider, text: string) {
  const label = document.createElement('label');
  const input = Object.assign(document.createElement('input'), {
    type: 'radio',
    name: 'provider',
    value: id,
  });
  const name = Object.assign(document.createElement('span'), { textContent: text });
  const reason = Object.assign(document.createElement('small'), { id: `${id}-reason` });
  label.append(input, name, reason);
  parent.append(label);
  return { input, reason };
}

/** Makes the controls usable; calls back with each change, seeds only when they are whole numbers. */
export function onChoice(callback: (change: Partial<Choice>) => void): void {
  form.inert = false;
  again.addEventListener('click', () => {
    seed.valueAsNumber = Math.floor(Math.random() * 1e6);
    showSeedProblem();
    callback({ seed: seed.valueAsNumber });
  });
  const drawSeed = () => {
    showSeedProblem();
    if (seed.validity.valid) callback({ seed: seed.valueAsNumber });
  };
  seed.addEventListener('input', drawSeed);
  // Enter in the field draws its seed; the button has noise of its own.
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    drawSeed();
  });
  classes.addEventListener('change', () => {
    callback({ label: classes.value === '' ? undefined : Number(classes.value) });
  });
  for (const [provider, { input }] of choices) {
    input.addEventListener('change', () => callback({ provider }));
  }
}

/** What is wrong with the seed, below its field. */
function showSeedProblem(): void {
  const { valid, rangeUnderflow, rangeOverflow, stepMismatch } = seed.validity;
  const problem = rangeUnderflow
    ? 'Seeds begin at 0.'
    : rangeOverflow
      ? `The largest seed is ${Number(seed.max).toLocaleString('en')}.`
      : stepMismatch
        ? 'A seed is a whole number, without decimals.'
        : 'A seed is a whole number, such as 7.';
  seed.ariaInvalid = String(!valid);
  seedProblem.textContent = valid ? '' : problem;
}

/** The seed that the field starts with. */
export function firstSeed(): number {
  return seed.validity.valid ? seed.valueAsNumber : 1;
}

/** Offers the classes of a generator by name, once; none for a generator without labels. */
export function showClasses(names: readonly string[] | undefined): void {
  classField.hidden = names === undefined;
  if (names === undefined || classes.length > 1) return;
  classes.append(...names.map((name, i) => new Option(name, String(i))));
}

export function showProvider(provider: PageProvider): void {
  const choice = choices.get(provider);
  if (choice) choice.input.checked = true;
}

export function showRefused(provider: PageProvider, reason: string): void {
  const choice = choices.get(provider);
  if (!choice) return;
  choice.input.disabled = true;
  choice.input.setAttribute('aria-describedby', choice.reason.id);
  choice.reason.textContent = reason;
}

export function showFacts(text: string): void {
  facts.textContent = text;
}

export function showNotes(lines: readonly string[]): void {
  notes.replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement('li'), { textContent: line })),
  );
}

export function showBusy(text: string): void {
  plate.dataset['state'] = plate.dataset['state'] === 'drawn' ? 'drawn' : 'busy';
  plate.setAttribute('aria-busy', 'true');
  error.textContent = '';
  status.textContent = text;
}

export function showPictures(
  pictures: readonly Picture[],
  {
    seed: drawn,
    shown,
    seconds,
    first,
  }: { seed: number; shown: string | undefined; seconds: number; first: boolean },
): void {
  drawGrid(canvas, pictures);
  canvas.setAttribute(
    'aria-label',
    `${pictures.length} generated images, ${columns} a row, ${shown === undefined ? '' : `${shown}, `}seed ${drawn}`,
  );
  canvas.classList.toggle('small', (pictures[0]?.width ?? 0) < 64);
  plate.dataset['state'] = 'drawn';
  plate.setAttribute('aria-busy', 'false');
  time.textContent = duration(seconds);
  error.textContent = '';
  status.textContent = first ? 'The first grid, start-up included.' : '';
}

/** One line; when it is the model's fault no choice can help, and the controls are put away. */
export function showError(line: string, { final }: { readonly final: boolean }): void {
  form.inert = final;
  if (plate.dataset['state'] !== 'drawn') plate.dataset['state'] = 'failed';
  plate.setAttribute('aria-busy', 'false');
  status.textContent = '';
  error.textContent = line;
}

const twoDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

function duration(seconds: number): string {
  return seconds < 1 ? `${twoDigits.format(1000 * seconds)} ms` : `${twoDigits.format(seconds)} s`;
}
