/** The samples of runs over time: one slider for all of them, so that they can be compared. */
import { useEffect, useState } from 'preact/hooks';
import type { RunDetails } from '@ganport/studio/protocol';
import { count } from '../shell/format.ts';
import { text } from '../text.ts';
import { picture } from './api.ts';
import { Lines, type SamplesProps } from './lines.tsx';

/** Milliseconds of a picture while the slider plays. */
const BEAT = 350;

export function Pictures({ runs }: { runs: readonly RunDetails[] }) {
  const steps = [...new Set(runs.flatMap(({ pictures }) => pictures))].toSorted((a, b) => a - b);
  const newest = steps.length - 1;
  // Undefined follows the newest picture as the run goes on.
  const [chosen, choose] = useState<number>();
  const [plays, play] = useState(false);
  const at = Math.min(chosen ?? newest, newest);

  useEffect(() => {
    if (!plays) return undefined;
    const timer = setTimeout(() => {
      if (at < newest) choose(at + 1);
      else {
        choose(undefined);
        play(false);
      }
    }, BEAT);
    return () => clearTimeout(timer);
  }, [plays, at, newest]);

  if (steps.length === 0) return <p class="soft">{text.run.noPictures}</p>;
  const step = steps[at] ?? 0;
  return (
    <section aria-labelledby="samples">
      <div class="heading">
        <h2 id="samples">{text.run.samples}</h2>
        <div class="slider">
          <button
            type="button"
            class="quiet"
            disabled={newest === 0}
            onClick={() => {
              if (!plays && at === newest) choose(0);
              play(!plays);
            }}
          >
            {plays ? text.run.pause : text.run.play}
          </button>
          <input
            type="range"
            aria-label={text.run.time}
            aria-valuetext={text.run.step(count(step))}
            min="0"
            max={newest}
            value={at}
            disabled={newest === 0}
            onInput={({ currentTarget }) => {
              const to = currentTarget.valueAsNumber;
              choose(to === newest ? undefined : to);
            }}
          />
          <output>{text.run.step(count(step))}</output>
        </div>
      </div>
      <div class="pictures">
        {runs.map(({ id, pictures, isText }, color) => {
          const own = pictures.findLast((each) => each <= step) ?? pictures[0];
          const Samples = isText ? Lines : Picture;
          return own === undefined ? null : (
            <Samples key={id} run={id} step={own} color={runs.length > 1 ? color : undefined} />
          );
        })}
      </div>
    </section>
  );
}

/** The last picture stays until the next one is there. */
function Picture({ run, step, color }: SamplesProps) {
  const [address, show] = useState<string>();
  useEffect(() => {
    let isWanted = true;
    const load = async (): Promise<void> => {
      // A picture that has gone since leaves the one before it.
      const next = await picture(run, step).catch(() => undefined);
      if (next === undefined) return;
      if (isWanted) show(next);
      else URL.revokeObjectURL(next);
    };
    void load();
    return () => {
      isWanted = false;
    };
  }, [run, step]);
  useEffect(() => () => URL.revokeObjectURL(address ?? ''), [address]);
  return (
    <figure class="card picture">
      {address === undefined ? (
        <div class="blank" />
      ) : (
        <img
          src={address}
          alt={text.run.samplesOf(count(step))}
          onLoad={({ currentTarget: image }) => {
            image.dataset['shrunk'] = String(image.naturalWidth > image.clientWidth);
          }}
        />
      )}
      {color !== undefined && (
        <figcaption>
          <i class={`swatch run-${color}`} /> {run}
        </figcaption>
      )}
    </figure>
  );
}
