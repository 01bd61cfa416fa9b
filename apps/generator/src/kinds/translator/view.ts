/** The view of a translator: a picture goes in, and is compared with what comes out. */
import type { ImageModel } from '@ganport/web/internal';
import { element } from '../../elements.ts';
import { latest } from '../../latest.ts';
import { showBusy, showDone, showFacts, showReady } from '../../report.ts';
import { savePicture } from '../../save.ts';
import type { View } from '../../view.ts';
import { offerCamera } from './camera.ts';
import { showBefore } from './compare.ts';
import { onPicture } from './sources.ts';

const after = element('after', HTMLCanvasElement);
const download = element('download', HTMLButtonElement);

let current: View<ImageModel> | undefined;
let last: Blob | undefined;

const request = latest<Blob>(translate, (thrown) => current?.onError(thrown));

/** Shows a model, and translates the last picture again where there is one. */
export function showImageModel(view: View<ImageModel>): void {
  const isNew = !current;
  current = view;
  if (isNew) {
    element('translation', HTMLElement).hidden = false;
    element('image-controls', HTMLElement).hidden = false;
    element('time-title', HTMLElement).textContent = 'Time of the last picture';
    onPicture(request);
    offerCamera(request, (thrown) => current?.onError(thrown));
    element('controls', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
    });
    download.addEventListener('click', () => {
      savePicture(after, 'translated.png').catch((thrown: unknown) => current?.onError(thrown));
    });
  }
  const megabytes = (view.model.bytes / 1e6).toPrecision(2);
  const sizes = view.model.size ? ` of ${view.model.size.join(' × ')} pixels` : ' of any size';
  showFacts(
    `${view.name}, ${megabytes} MB: pictures${sizes}, in this browser. Nothing is uploaded.`,
  );
  if (last) request(last);
  else showReady();
}

async function translate(picture: Blob): Promise<void> {
  if (!current) return;
  last = picture;
  showBusy('Translating …');
  const { picture: result, milliseconds } = await current.model.translate(picture, {
    onProgress: (done, total) => {
      if (done < total) showBusy(`Translating: ${done} of ${total} tiles …`);
    },
  });
  const { width, height, rgba } = result;
  after.width = width;
  after.height = height;
  after.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  after.ariaLabel = `The translated picture, ${width} × ${height} pixels`;
  await showBefore(picture);
  download.disabled = false;
  showDone(milliseconds);
}
