/** What the page says: what it does, what is wrong, how long it took. */
import { element } from './elements.ts';

const plate = element('plate', HTMLElement);
const progress = element('progress', HTMLProgressElement);
const status = element('status', HTMLElement);
const error = element('error-text', HTMLElement);
const retry = element('retry', HTMLButtonElement);
const notes = element('notes', HTMLElement);
const time = element('time', HTMLElement);
const facts = element('facts', HTMLElement);

let tryAgain: (() => void) | undefined;
retry.addEventListener('click', () => tryAgain?.());

/** Something is being done; what is on the plate stays. */
export function showBusy(text: string): void {
  if (plate.dataset['state'] !== 'drawn') plate.dataset['state'] = 'busy';
  plate.ariaBusy = 'true';
  showProblem('');
  status.textContent = text;
}

/** A download in bytes; the total is undefined where nobody knows it. */
export function showDownload(name: string, loaded: number, total: number | undefined): void {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const of = total === undefined ? '' : ` of ${megabytes(total)}`;
  progress.hidden = false;
  if (total === undefined) progress.removeAttribute('value');
  else progress.value = loaded / total;
  status.textContent = `Loading ${name}: ${megabytes(loaded)}${of} …`;
}

/** What was asked for is on the plate. */
export function showDone(milliseconds?: number, text = ''): void {
  plate.dataset['state'] = 'drawn';
  plate.ariaBusy = 'false';
  progress.hidden = true;
  showProblem('');
  status.textContent = text;
  if (milliseconds !== undefined) time.textContent = duration(milliseconds);
}

/** Waits for the visitor, with an empty plate. */
export function showReady(): void {
  plate.ariaBusy = 'false';
  plate.dataset['state'] = 'ready';
  progress.hidden = true;
  showProblem('');
  status.textContent = '';
}

/**
 * One line.
 *
 * @param onRetry what a button does that tries again; without it there is none
 */
export function showError(line: string, onRetry?: () => void): void {
  if (plate.dataset['state'] !== 'drawn') plate.dataset['state'] = 'failed';
  plate.ariaBusy = 'false';
  progress.hidden = true;
  status.textContent = '';
  showProblem(line);
  retry.hidden = !onRetry;
  tryAgain = onRetry;
}

function showProblem(line: string): void {
  error.textContent = line;
  retry.hidden = true;
}

export function showFacts(text: string): void {
  facts.textContent = text;
}

export function showNotes(lines: readonly string[]): void {
  notes.replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement('li'), { textContent: line })),
  );
}

/** With two digits. Intl would do it too, and takes longer to start than the rest of the page. */
function duration(milliseconds: number): string {
  const [number, unit] = milliseconds < 1000 ? [milliseconds, 'ms'] : [milliseconds / 1000, 's'];
  return `${Number(number.toPrecision(2))} ${unit}`;
}
