/** What a visitor chooses for a generator from noise, and the checks of it. */
import { conditionText, type NoiseModel } from '@ganport/web/internal';
import { element } from '../elements.ts';

/** Images of a sheet, and frames of a walk. */
export const count = 25;

export type ViewName = 'sheet' | 'walk' | 'latent';

export interface Choice {
  readonly view: ViewName;
  readonly seed: number;
  /** The class of all images, by number; undefined for all classes in turn. */
  readonly label: number | undefined;
  /** Of all samples, such as an energy; undefined for conditions as in the data. */
  readonly condition: number | undefined;
  /** In standard deviations; undefined for none. */
  readonly truncation: number | undefined;
  /** Images of the seed's sheet, by number from 0. */
  readonly from: number;
  readonly to: number;
  readonly image: number;
}

const form = element('controls', HTMLFormElement);
const seed = element('seed', HTMLInputElement);
const seedProblem = element('seed-problem', HTMLElement);
const classes = element('class', HTMLSelectElement);
const truncation = element('truncation', HTMLInputElement);
const truncationValue = element('truncation-value', HTMLOutputElement);
const condition = element('condition', HTMLInputElement);
const conditionValue = element('condition-value', HTMLOutputElement);
const again = element('again', HTMLButtonElement);
const [from, to, image] = (['from', 'to', 'image'] as const).map((id) =>
  element(id, HTMLSelectElement),
) as [HTMLSelectElement, HTMLSelectElement, HTMLSelectElement];

type Condition = NonNullable<NoiseModel['condition']>;

/** That of the model, which the slider is for. */
let offered: Condition | undefined;

/** Fills the lists for a model; a choice that was made before stays. */
export function offerChoices({
  classes: names,
  condition: followed,
  distribution,
}: NoiseModel): void {
  element('truncation-field', HTMLElement).hidden = distribution !== 'normal';
  element('class-field', HTMLElement).hidden = names === undefined;
  if (names && classes.length === 1) {
    classes.append(...names.map((name, i) => new Option(name, String(i))));
  }
  offered = followed;
  element('condition-field', HTMLElement).hidden = !followed;
  if (followed) {
    const { name } = followed;
    element('condition-name', HTMLElement).textContent =
      `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    showCondition();
  }
  for (const list of [from, to, image]) {
    if (list.length > 0) continue;
    list.append(...Array.from({ length: count }, (_, i) => new Option(String(i + 1), String(i))));
  }
  if (to.value === from.value) to.value = '1';
}

/** Takes over `?seed=7&class=dog` of the page's address, which anybody may have written. */
export function readAddress(): void {
  const given = new URL(location.href).searchParams;
  const before = seed.value;
  seed.value = given.get('seed') ?? before;
  if (!seed.validity.valid) seed.value = before;
  const name = given.get('class');
  const option = [...classes.options].find(({ text, value }) => value !== '' && text === name);
  if (option) classes.value = option.value;
}

/**
 * The slider goes from the least condition of the data to the greatest, in equal steps. Its first step is all of
 * them. Three digits are what a reader sees.
 */
function readCondition(): number | undefined {
  const step = condition.valueAsNumber;
  if (!offered || step === 0) return undefined;
  const [least = 0, greatest = least] = [offered.quantiles[0], offered.quantiles.at(-1)];
  const value = least + ((step - 1) / (Number(condition.max) - 1)) * (greatest - least);
  return Math.min(greatest, Math.max(least, Number(value.toPrecision(3))));
}

/** A condition in words: `energy 50 GeV`. */
export function conditionInWords(facts: Condition, value: number | undefined): string {
  return `${facts.name} ${valueInWords(facts, value)}`;
}

const valueInWords = (facts: Condition, value: number | undefined): string =>
  value === undefined ? 'as in the data' : conditionText(facts, value);

function showCondition(): void {
  if (!offered) return;
  const text = valueInWords(offered, readCondition());
  conditionValue.textContent = text;
  condition.ariaValueText = text;
}

/** What is chosen; undefined while the seed is wrong. */
export function readChoice(): Choice | undefined {
  if (!seed.validity.valid) return undefined;
  const chosen = document.querySelector<HTMLInputElement>('input[name=view]:checked');
  return {
    view: (chosen?.value ?? 'sheet') as ViewName,
    seed: seed.valueAsNumber,
    label: classes.value === '' ? undefined : Number(classes.value),
    condition: readCondition(),
    truncation: truncation.value === truncation.max ? undefined : truncation.valueAsNumber,
    from: Number(from.value),
    to: Number(to.value),
    image: Number(image.value),
  };
}

/** @param onChange called when something else is to be drawn */
export function onChoice(onChange: () => void): void {
  again.addEventListener('click', () => {
    seed.valueAsNumber = Math.floor(Math.random() * 1e6);
    showSeedProblem();
    onChange();
  });
  const takeSeed = () => {
    showSeedProblem();
    if (seed.validity.valid) onChange();
  };
  seed.addEventListener('input', takeSeed);
  // Enter in the field draws its seed; the button has noise of its own.
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    takeSeed();
  });
  truncation.addEventListener('input', () => {
    const { value, max } = truncation;
    truncationValue.textContent = value === max ? 'off' : Number(value).toFixed(1);
    onChange();
  });
  condition.addEventListener('input', () => {
    showCondition();
    onChange();
  });
  for (const list of [classes, from, to, image]) list.addEventListener('change', onChange);
  element('views', HTMLElement).addEventListener('change', onChange);
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
