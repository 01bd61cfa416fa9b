/** The page: reads site.json, opens the model in a worker, and hands it to the view of its kind. */
import {
  type ImageModel,
  type NoiseModel,
  openModel,
  type PageProvider,
  WebError,
} from '@ganport/web/internal';
import { element } from './elements.ts';
import { showImageModel } from './image/view.ts';
import { showNoiseModel } from './noise/view.ts';
import { goThroughServiceWorker } from './offline.ts';
import { showBusy, showDownload, showError, showNotes } from './report.ts';
import { offerProviders, showProvider } from './runs-on.ts';
import { readSite, type Site } from './site.ts';

type Model = NoiseModel | ImageModel;

let open: Model | undefined;

async function start(): Promise<void> {
  showBusy('Loading …');
  try {
    const site = await readSite();
    document.title = site.title;
    element('title', HTMLElement).textContent = site.title;
    await goThroughServiceWorker(site.version);
    offerProviders(site.provider, (provider) => void openOn(site, provider));
    await openOn(site, site.provider);
  } catch (thrown) {
    fail(thrown, start);
  }
}

async function openOn(site: Site, provider: PageProvider | 'auto'): Promise<void> {
  const { file, bytes, sha256 } = site.model;
  const controls = element('controls', HTMLFormElement);
  try {
    controls.inert = true;
    open?.close();
    open = undefined;
    showBusy(`Loading ${file} …`);
    const model = await openModel(file, {
      provider,
      runtime: site.runtime,
      bytes,
      sha256,
      onProgress: (loaded, total) => {
        showDownload(file, loaded, total);
        if (loaded === total) showBusy('Starting ONNX Runtime …');
      },
      onRecover: (reason) => {
        showProvider(model);
        showNotes([`${reason}; WebAssembly goes on`, ...model.notes]);
      },
    });
    open = model;
    showProvider(model);
    showNotes(model.notes);
    const onError = (thrown: unknown) => fail(thrown, () => openOn(site, provider));
    if (model.kind === 'noise') showNoiseModel({ model, name: file, onError });
    else showImageModel({ model, name: file, onError });
    controls.inert = false;
  } catch (thrown) {
    fail(thrown, () => openOn(site, provider));
  }
}

/** What may go away when the model is opened again; a wrong file or a wrong picture stays wrong. */
const passing: readonly WebError['code'][] = [
  'not-found',
  'damaged',
  'no-provider',
  'run-failed',
  'lost',
];

function fail(thrown: unknown, again: () => Promise<void>): void {
  console.error(thrown);
  const line = thrown instanceof Error ? thrown.message : String(thrown);
  const canRetry = !(thrown instanceof WebError) || passing.includes(thrown.code);
  showError(line, canRetry ? () => void again() : undefined);
}

void start();
