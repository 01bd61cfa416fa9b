/** Where a visitor brings a model: dropped or chosen files, the run of Train, a run of the server. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ChooseRun } from '../runs/choose-run.tsx';
import { connect, connection, runs } from '../runs/store.ts';
import { asFolder } from '../shell/as-folder.ts';
import { dropZone } from '../shell/drop-zone.ts';
import { Term } from '../shell/term.tsx';
import { waits } from '../shell/waits.ts';
import { text } from '../text.ts';
import { chosenFiles, droppedFiles } from './dropped.ts';
import { busy, open, openRun, problem, stop } from './store.ts';

const over = signal(false);

export function BringModel({ what }: { what: string }) {
  useEffect(connect, []);
  const take = (files: ReadonlyMap<string, Blob>): void => {
    if (files.size > 0) void open({ kind: 'files', files });
  };
  const choose = ({ currentTarget }: { currentTarget: HTMLInputElement }): void => {
    take(chosenFiles(currentTarget.files));
    currentTarget.value = '';
  };
  const isBusy = busy.value !== '';
  return (
    <>
      <div
        class="bring card"
        {...dropZone(over, ({ items }) => void droppedFiles(items).then(take))}
      >
        <p>
          {what} <Term name="bundle">{text.models.bundleHelp}</Term>
        </p>
        <div class="fields">
          <label class="field">
            <span>{text.models.file}</span>
            <input type="file" accept=".onnx,.zip" {...waits(isBusy)} onChange={choose} />
          </label>
          <label class="field">
            <span>{text.models.folder}</span>
            <input type="file" {...waits(isBusy)} ref={asFolder} onChange={choose} />
          </label>
          <div class="field">
            <span>{text.models.kept}</span>
            <button
              type="button"
              class="second"
              aria-disabled={isBusy}
              onClick={() => void open({ kind: 'kept' })}
            >
              {text.models.openKept}
            </button>
          </div>
          {connection.value === 'open' && runs.value.length > 0 && (
            <ChooseRun
              title={text.models.run}
              action={text.models.openRun}
              isBusy={isBusy}
              onTake={(id) => void openRun(id)}
            />
          )}
        </div>
      </div>
      <p role="alert" class="wrong">
        {problem.value}
      </p>
      <p role="status" class="soft busy">
        {busy.value}
        {isBusy && (
          <>
            {' '}
            <button type="button" class="quiet" onClick={() => void stop()}>
              {text.run.stop}
            </button>
          </>
        )}
      </p>
    </>
  );
}
