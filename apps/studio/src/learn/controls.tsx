/** The rules of the game: a few settings of `ganport train`, with what they are for. */
import { setting } from '../shell/format.ts';
import { Term, termOf } from '../shell/term.tsx';
import { text } from '../text.ts';
import type { Settings } from '../training/protocol.ts';

interface Choice {
  readonly field: string;
  readonly title: string;
  readonly values: readonly (string | number | boolean)[];
  readonly byDefault: string | number | boolean;
}

const rates = [1e-4, 5e-4, 1e-3, 5e-3, 0.01];

/** In the order of the form. A new one is a line here. */
const choices: readonly Choice[] = [
  {
    field: 'loss',
    title: text.start.loss,
    values: ['non-saturating', 'minimax', 'lsgan', 'hinge', 'wgan', 'wgan-gp'],
    byDefault: 'non-saturating',
  },
  {
    field: 'generatorLearningRate',
    title: text.learn.settings.generatorLearningRate,
    values: rates,
    byDefault: 1e-3,
  },
  {
    field: 'discriminatorLearningRate',
    title: text.learn.settings.discriminatorLearningRate,
    values: rates,
    byDefault: 1e-3,
  },
  {
    field: 'discriminatorSteps',
    title: text.learn.settings.discriminatorSteps,
    values: [1, 2, 3, 5],
    byDefault: 1,
  },
  { field: 'pac', title: text.learn.settings.pac, values: [1, 2, 4], byDefault: 1 },
  { field: 'ema', title: text.learn.settings.ema, values: [0, 0.9, 0.99, 0.999], byDefault: 0 },
  {
    field: 'regularizer',
    title: text.learn.settings.regularizer,
    values: ['none', 'gp', 'r1', 'dragan'],
    byDefault: 'none',
  },
  {
    field: 'spectralNorm',
    title: text.learn.settings.spectralNorm,
    values: [false, true],
    byDefault: false,
  },
];

export function Controls({
  settings,
  resolved,
  onChange,
}: {
  settings: Settings;
  /** With all defaults, which depend on the loss. */
  resolved: Readonly<Record<string, unknown>>;
  onChange: (settings: Settings) => void;
}) {
  return (
    <div class="fields">
      {choices.map(({ field, title, values, byDefault }) => {
        const term = termOf(field);
        const id = `rule-${field}`;
        const current = settings[field] ?? resolved[field] ?? byDefault;
        const shown = values.some((value) => value === current) ? values : [current, ...values];
        return (
          <div key={field} class="field">
            <span>{term ? <Term name={term}>{title}</Term> : title}</span>
            <select
              id={id}
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

/** A loss has a regularizer and a number of steps of its own, which others must not keep. */
function withLoss(others: Readonly<Record<string, unknown>>, loss: unknown) {
  const { regularizer: _, regularizerWeight: __, discriminatorSteps: ___, ...rest } = others;
  return { ...rest, loss };
}

function shownValue(value: unknown): string {
  if (typeof value === 'boolean') return value ? text.start.yes : text.start.no;
  return setting(value);
}
