/** The training images that are nearest to a generated one: whether it is a copy. */
import { chosenFiles } from '../models/dropped.ts';
import { asFolder } from '../shell/as-folder.ts';
import { count, number } from '../shell/format.ts';
import { Pictures } from '../shell/pictures.tsx';
import { Term } from '../shell/term.tsx';
import { text } from '../text.ts';
import { isLooking, lookFor, neighborProblem, neighbors } from './beside.ts';
import { chosen, moved } from './explorer.ts';

export function NearestCard() {
  const found = neighbors.value;
  const nearest = found?.nearest ?? [];
  return (
    <section class="card" aria-labelledby="nearest">
      <h2 id="nearest">
        <Term name="nearest">{text.explore.nearest}</Term>
      </h2>
      <Pictures
        pictures={moved.value ? [moved.value] : []}
        title={text.explore.moved(chosen.value + 1)}
      />
      {found && (
        <>
          <Pictures
            pictures={nearest.map(({ picture }) => picture)}
            title={text.explore.nearestOf}
          />
          <p class="soft">
            {text.explore.distances(
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
        <div class="field">
          <span>{text.explore.digits}</span>
          <button
            type="button"
            class="second"
            disabled={isLooking.value}
            onClick={() =>
              void lookFor({ kind: 'digits', site: document.baseURI.replace(/#.*$/, '') })
            }
          >
            {text.explore.look}
          </button>
        </div>
        <label class="field">
          <span>{text.explore.images}</span>
          <input
            type="file"
            disabled={isLooking.value}
            ref={asFolder}
            onChange={({ currentTarget }) => {
              const files = chosenFiles(currentTarget.files);
              if (files.size > 0) void lookFor({ kind: 'files', files });
              currentTarget.value = '';
            }}
          />
        </label>
      </div>
    </section>
  );
}
