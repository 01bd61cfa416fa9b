/** Where pictures come from: a file, one that is dropped anywhere on the page, or the clipboard. */
import { element } from '../../elements.ts';

const drop = element('drop', HTMLElement);
const file = element('file', HTMLInputElement);

/** @param onFile called with a file; whether it is a picture shows when it is decoded */
export function onPicture(onFile: (picture: Blob) => void): void {
  const takeFirst = (files: FileList | undefined) => {
    const [first] = files ?? [];
    if (first) onFile(first);
  };
  element('choose', HTMLButtonElement).addEventListener('click', () => file.click());
  file.addEventListener('change', () => {
    takeFirst(file.files ?? undefined);
    // The same file may be chosen again.
    file.value = '';
  });
  document.addEventListener('paste', ({ clipboardData }) => takeFirst(clipboardData?.files));
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  for (const name of ['dragleave', 'drop'] as const) {
    document.addEventListener(name, () => drop.classList.remove('over'));
  }
  // Without this, a browser leaves the page for the file.
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    takeFirst(event.dataTransfer?.files);
  });
}
