/** The training images that are nearest to a generated one: whether it is a copy. */
import { signal } from '@preact/signals';
import type { Likeness } from '@ganport/studio/protocol';
import { useEffect } from 'preact/hooks';
import { chosenFiles } from '../models/dropped.ts';
import { ChooseRun } from '../runs/choose-run.tsx';
import { connect, connection, runs } from '../runs/store.ts';
import { asFolder } from '../shell/as-folder.ts';
import { count, number } from '../shell/format.ts';
import { Pictures } from '../shell/pictures.tsx';
import { Term } from '../shell/term.tsx';
import { waits } from '../shell/waits.ts';
import { text } from '../text.ts';
import { isLooking, lookFor, lookInRun, neighborProblem, neighbors } from './beside.ts';
import { chosen, moved } from './explorer.ts';
import { LikenessField } from './likeness-field.tsx';
import { siteAddress } from './looker.ts';

/** Of the nearest images. */
const PER_ROW = 4;

export function NearestCard() {
  useEffect(connect, []);
  const found = neighbors.value;
  const nearest = found?.nearest ?? [];
  return (
    <section class="card nearest" aria-labelledby="nearest">
      <h2 id="nearest">
        <Term name="nearest">{text.explore.nearest}</Term>
      </h2>
      <Pictures
        pictures={moved.value ? [moved.value] : []}
        title={text.explore.moved(chosen.value + 1)}
      />
      <div class="found">
        {found && (
          <>
            <Pictures
              pictures={nearest.map(({ picture }) => picture)}
              title={text.explore.nearestOf}
              columns={PER_ROW}
            />
            <p class="soft">
              {found.line(
                count(found.size),
                nearest.map(({ distance }) => number(Number(distance.toPrecision(2)))).join(', '),
              )}
              {found.skipped > 0 && text.explore.skipped(found.skipped)}
            </p>
          </>
        )}
        <p role="alert" class="wrong">
          {neighborProblem.value}
        </p>
        <p role="status" class="soft busy">
          {isLooking.value ? text.explore.looking : ''}
        </p>
        <div class="fields">
          <LikenessField title={text.explore.by} value={likeness} disabled={isLooking.value} />
          <div class="field">
            <span>{text.explore.digits}</span>
            <button
              type="button"
              class="second"
              aria-disabled={isLooking.value}
              onClick={() =>
                void lookFor({ kind: 'digits', site: siteAddress(), by: likeness.value })
              }
            >
              {text.explore.look}
            </button>
          </div>
          <label class="field">
            <span>{text.explore.images}</span>
            <input
              type="file"
              {...waits(isLooking.value)}
              ref={asFolder}
              onChange={({ currentTarget }) => {
                const files = chosenFiles(currentTarget.files);
                if (files.size > 0) void lookFor({ kind: 'files', files });
                currentTarget.value = '';
              }}
            />
          </label>
          {connection.value === 'open' && runs.value.length > 0 && (
            <ChooseRun
              title={text.explore.ofRun}
              action={text.explore.lookInRun}
              isBusy={isLooking.value}
              onTake={(run) => void lookInRun({ run, by: likeness.value })}
            />
          )}
        </div>
      </div>
    </section>
  );
}

/** How digits, and images of a run, are compared. */
const likeness = signal<Likeness>('features');
