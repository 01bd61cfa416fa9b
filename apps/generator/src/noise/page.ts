/** A page of a generator from noise. Each kind of samples has one of its own, in kinds/. */
import { noiseModel, type StartWorker } from '@ganport/web/internal';
import { startPage } from '../start-page.ts';
import type { KindView } from './kind-view.ts';
import { showNoiseModel } from './view.ts';

/** @param start starts the worker that knows this kind */
export function startNoisePage(kind: KindView, start: StartWorker): void {
  startPage({ start, model: noiseModel }, (view) => showNoiseModel(view, kind));
}

/** Describes samples that are images. */
export const pixels: KindView['describe'] = ({ pictures: [first] }) =>
  `${first?.height} × ${first?.width} pixels`;
