/** The picture before and after, one over the other, with a divider that is moved. */
import { element } from '../../elements.ts';

const compare = element('compare', HTMLElement);
const before = element('before', HTMLImageElement);
const divide = element('divide', HTMLInputElement);

const place = () => {
  compare.style.setProperty('--divide', `${divide.value}%`);
  divide.ariaValueText = `${divide.value} percent before`;
};
divide.addEventListener('input', place);

/** @param picture one that the browser can decode */
export async function showBefore(picture: Blob): Promise<void> {
  URL.revokeObjectURL(before.src);
  before.src = URL.createObjectURL(picture);
  await before.decode();
  compare.hidden = false;
  place();
}
