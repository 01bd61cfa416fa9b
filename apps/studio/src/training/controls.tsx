/** A few settings of `ganport train` to choose from, with what they are for. */
import { setting } from '../shell/format.ts';
import { Term, termOf } from '../shell/term.tsx';
import { text } from '../text.ts';
import type { Settings } from './protocol.ts';

export interface Choice {
  readonly field: string;
  readonly title: string;
  readonly values: readonly (string | number | boolean)[];
  readonly byDefault: string | number | boolean;
}

export function Controls({
  choices,
  settings,
  resolved,
  onChange,
}: {
  choices: readonly Choice[];
  settings: Settings;
  /** With all defaults, which depend on the loss. */
  resolved: Readonly<Record<string, unknown>>;
  onChange: (settings: Settings) => void;
}) {
  return (
    <div class="fields">
      {choices.map(({ field, title, values, byDefault }) => {
        const term = termOf(field);
        const current = settings[field] ?? resolved[field] ?? byDefault;
        const shown = values.some((value) => value === current) ? values : [current, ...values];
        return (
          <div key={field} class="field">
            <span>{term ? <Term name={term}>{title}</Term> : title}</span>
            <select
              aria-label={title}
              value={JSON.stringify(current)}
              onChange={({ currentTarget }) => {
                const value = JSON.parse(currentTarget.value) as string | number | boolean;
                const { [field]: _, ...others } = settings;
                onChange(
                  (field === 'loss'
                    ? withLoss(others, value)
                    : { ...others, [field]: value }) as Settings,
                );
              }}
            >
              {shown.map((value) => (
                <option key={JSON.stringify(value)} value={JSON.stringify(value)}>
                  {shownValue(value)}
                </option>
              ))}
            </select>
          </div>
        );
      })}
    </div>
  );
}

/** What a loss has of its own, and others must not keep. */
const ofLoss: readonly string[] = [
  'regularizer',
  'regularizerWeight',
  'discriminatorSteps',
  'generatorLearningRate',
  'discriminatorLearningRate',
];

function withLoss(others: Readonly<Record<string, unknown>>, loss: unknown) {
  const rest = Object.entries(others).filter(([field]) => !ofLoss.includes(field));
  return { ...Object.fromEntries(rest), loss };
}

function shownValue(value: unknown): string {
  if (typeof value === 'boolean') return value ? text.start.yes : text.start.no;
  return setting(value);
}
