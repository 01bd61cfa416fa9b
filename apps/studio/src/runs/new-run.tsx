/** The form of a new run, made of core's tables of settings. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Job, PlanAnswer, StudioFacts } from '@ganport/studio/protocol';
import { setting } from '../shell/format.ts';
import { hrefOf } from '../shell/route.ts';
import { Term } from '../shell/term.tsx';
import { text } from '../text.ts';
import { post } from './api.ts';
import { SettingField } from './setting-field.tsx';
import { runs, summaryOf } from './store.ts';

/** `run-3`, where there are two runs and no other of this name. */
function freeName(): string {
  for (let number = runs.value.length + 1; ; number++) {
    if (!summaryOf(`run-${number}`)) return `run-${number}`;
  }
}

/** The settings that are shown first; the variant is another one. */
const first = new Set(['data', 'steps', 'loss']);

export function NewRun({ facts, onClose }: { facts: StudioFacts; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [name, setName] = useState(freeName);
  const [settings, setSettings] = useState<Readonly<Record<string, unknown>>>({ variant: 'dcgan' });
  const [plan, setPlan] = useState<PlanAnswer>();
  const [problem, report] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let isWanted = true;
    void post<PlanAnswer>('plan', { name, settings }).then(
      (answer) => isWanted && setPlan(answer),
      (error: Error) => isWanted && setPlan({ problem: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [name, settings]);

  const config = plan && 'config' in plan ? plan.config : {};
  const change = (field: string, value: unknown): void => {
    const { [field]: _, ...others } = settings;
    setSettings(value === undefined ? others : { ...others, [field]: value });
  };
  const start = async (): Promise<void> => {
    report('');
    try {
      await post<Job>('start', { name, settings });
      location.hash = hrefOf('runs', [name]);
      onClose();
    } catch (error) {
      report(error instanceof Error ? error.message : String(error));
    }
  };
  const field = (each: StudioFacts['settings'][number]) => (
    <SettingField
      key={each.field}
      setting={each}
      choices={each.field === 'loss' ? facts.losses : undefined}
      value={settings[each.field]}
      byDefault={setting(config[each.field])}
      onChange={(value) => change(each.field, value)}
    />
  );
  const concerns = [...new Set(facts.settings.map(({ concern }) => concern))];
  const wrong = problem || (plan && 'problem' in plan ? plan.problem : '');
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <h1 id={titleId}>{text.start.title}</h1>
        <div class="fields">
          <label class="field">
            <span>{text.start.name}</span>
            <input
              required
              maxLength={200}
              value={name}
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          </label>
          <div class="field">
            <span>
              <Term name="variant">{text.start.variant}</Term>
            </span>
            <select
              aria-label={text.start.variant}
              value={String(settings['variant'])}
              onChange={({ currentTarget }) => change('variant', currentTarget.value)}
            >
              {facts.variants.map((variant) => (
                <option key={variant.name} value={variant.name}>
                  {variant.name}
                </option>
              ))}
            </select>
          </div>
          {facts.settings.filter((each) => first.has(each.field)).map(field)}
        </div>
        <p class="soft source">
          {facts.variants.find((each) => each.name === settings['variant'])?.source}
        </p>
        <details>
          <summary>{text.start.more}</summary>
          {concerns.map((concern) => (
            <fieldset key={concern}>
              <legend>{text.start.concerns[concern] ?? concern}</legend>
              <div class="fields">
                {facts.settings
                  .filter((each) => each.concern === concern && !first.has(each.field))
                  .map(field)}
              </div>
            </fieldset>
          ))}
        </details>
        <p class="soft source">{text.start.command}</p>
        <pre>{plan && 'command' in plan ? plan.command : '…'}</pre>
        <p role="alert" class="wrong">
          {wrong}
        </p>
        <div class="actions">
          <button type="submit" disabled={!plan || 'problem' in plan}>
            {text.start.start}
          </button>
          <button type="button" class="second" onClick={() => dialog.current?.close()}>
            {text.start.cancel}
          </button>
        </div>
      </form>
    </dialog>
  );
}
