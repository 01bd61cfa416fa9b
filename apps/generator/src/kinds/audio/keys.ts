/** A key over each sample on the canvas, which plays it: by click, by Tab and Enter, and by a letter. */
import { element } from '../../elements.ts';

/** The five keys of each of the five rows, as they lie on a keyboard. */
const letters = '12345qwertasdfgzxcvbyuiop';

const keys = Object.assign(document.createElement('div'), { id: 'keys' });

/** Puts the place of the keys over the canvas. @param onKey receives the place of the sample */
export function offerKeys(onKey: (place: number) => void): void {
  element('canvas', HTMLCanvasElement).after(keys);
  keys.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) onKey(Number(target.value));
  });
  document.addEventListener('keydown', ({ key, ctrlKey, altKey, metaKey, repeat, target }) => {
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    const place = letters.indexOf(key);
    if (isTyping || ctrlKey || altKey || metaKey || repeat || key.length !== 1) return;
    if (place >= 0 && place < keys.childElementCount) {
      (keys.children[place] as HTMLElement).focus();
      onKey(place);
    }
  });
}

/** Shows so many keys. @param noun what a sample is called */
export function showKeys(count: number, columns: number, noun: string): void {
  keys.dataset['columns'] = String(columns);
  if (keys.childElementCount === count) return;
  keys.replaceChildren(
    ...Array.from({ length: count }, (_, i) => {
      const textContent = letters[i] ?? '';
      const key = Object.assign(document.createElement('button'), { type: 'button', textContent });
      key.value = String(i);
      key.ariaLabel = `Play ${noun} ${i + 1}`;
      return key;
    }),
  );
}
