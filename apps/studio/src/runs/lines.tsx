/** Samples that are text, a line each. */
import { useEffect, useState } from 'preact/hooks';
import { count } from '../shell/format.ts';
import { text } from '../text.ts';
import { sampleLines } from './api.ts';

export interface SamplesProps {
  readonly run: string;
  readonly step: number;
  /** The number of the run's color, where there are several runs. */
  readonly color: number | undefined;
}

/** The last lines stay until the next ones are there. */
export function Lines({ run, step, color }: SamplesProps) {
  const [lines, show] = useState<readonly string[]>([]);
  useEffect(() => {
    let isWanted = true;
    const load = async (): Promise<void> => {
      // Samples that have gone since leave those before them.
      const next = await sampleLines(run, step).catch(() => undefined);
      if (next && isWanted) show(next);
    };
    void load();
    return () => {
      isWanted = false;
    };
  }, [run, step]);
  return (
    <figure class="card picture lines">
      <ul aria-label={text.run.samplesOf(count(step))}>
        {lines.map((line, i) => (
          <li key={i} dir="auto">
            {line === '' ? <span class="soft">{text.run.emptyLine}</span> : line}
          </li>
        ))}
      </ul>
      {color !== undefined && (
        <figcaption>
          <i class={`swatch run-${color}`} /> {run}
        </figcaption>
      )}
    </figure>
  );
}
