/** Trains a GAN on the digits in this browser: nothing is uploaded, and the run can go on anywhere. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Chart } from '../runs/chart.tsx';
import { count } from '../shell/format.ts';
import { Term } from '../shell/term.tsx';
import { text } from '../text.ts';
import { createTrainer, isAtWork } from '../training/client.ts';
import { Controls } from '../training/controls.tsx';
import { lineOf } from '../training/curves-of.ts';
import { Key } from '../training/key.tsx';
import type { Settings } from '../training/protocol.ts';
import { Bring } from './bring.tsx';
import { folderA, folderB, Folders } from './folders.tsx';
import { kinds } from './kinds.ts';
import { Sheet } from './sheet.tsx';

const settings = signal<Settings>(kinds[0]?.settings ?? { variant: 'mlp' });
const usesGpu = signal(false);
const trainer = createTrainer('storage', () => (usesGpu.value = false));
const hasGpu = 'gpu' in navigator;

/** The provider that is asked for; it is no setting of the run. */
const withProvider = (own: Settings): Settings =>
  usesGpu.value ? { ...own, providers: ['webgpu', 'wasm'] } : own;

export function TrainView() {
  const { phase, step, warnings, problem, planned, stored, picture, loaded, engine } = trainer;
  useEffect(() => {
    if (!stored.value) trainer.ask({ kind: 'stored' });
  }, []);
  useEffect(() => {
    // A run that the storage has decides what is chosen.
    if (stored.value) settings.value = stored.value.config;
  }, [stored.value]);
  useEffect(() => trainer.plan(settings.value), [settings.value]);
  const works = isAtWork(phase.value);
  const isPaused = phase.value === 'paused';
  const total = Number(settings.value['steps'] ?? 0);
  const chosen = kinds.find((kind) => kind.settings.variant === settings.value.variant);
  const wrong = planned.value && 'problem' in planned.value ? planned.value.problem : '';
  const needsFolders = chosen?.isTranslator === true;
  const [a, b] = [folderA.value, folderB.value];
  const folders = needsFolders && a && b ? { a, b } : undefined;
  const start = (resume: boolean): void => {
    // A run that goes on keeps the names of its folders, wherever they are now.
    const names = folders && !resume ? { dataA: folders.a.name, dataB: folders.b.name } : {};
    settings.value = { ...settings.value, ...names };
    trainer.start(withProvider(settings.value), { watch: false, resume, folders });
  };
  const forget = (): void => {
    if (confirm(text.train.forgetQuestion)) trainer.forget();
  };
  return (
    <div class="learn train">
      <div class="intro">
        <h1>{text.train.title}</h1>
        <p>{text.train.intro}</p>
      </div>
      <section class="board" aria-label={text.run.samples}>
        <div class="card picture">
          {picture.value ? (
            <Sheet
              picture={picture.value.picture}
              label={text.run.samplesOf(count(picture.value.step))}
            />
          ) : (
            <div class="blank">
              {needsFolders ? text.train.noTranslations : text.train.noPicture}
            </div>
          )}
        </div>
        <progress
          aria-label={text.runs.progress}
          value={phase.value === 'data' ? loaded.value : step.value / Math.max(total, 1)}
          max={1}
        />
        <p class="facts">
          <span role="status">{text.train.phases[phase.value]}</span>{' '}
          <span>{text.runs.step(count(step.value), count(total))}</span>{' '}
          {engine.value !== '' && <span>{engine.value}</span>}
        </p>
      </section>
      <section class="rules" aria-label={text.runs.new}>
        <fieldset class="kinds" disabled={works || isPaused}>
          <legend>{text.start.variant}</legend>
          {kinds.map((kind) => (
            <label key={kind.title}>
              <input
                type="radio"
                name="kind"
                checked={kind.settings.variant === settings.value.variant}
                onChange={() => (settings.value = kind.settings)}
              />{' '}
              <span>{kind.title}</span>
            </label>
          ))}
        </fieldset>
        <p class="soft source">{chosen?.story}</p>
        {!isPaused && !works && (
          <Controls
            choices={chosen?.options ?? []}
            settings={settings.value}
            resolved={planned.value && 'config' in planned.value ? planned.value.config : {}}
            onChange={(next) => (settings.value = next)}
          />
        )}
        {needsFolders && !works && <Folders />}
        {hasGpu && !works && (
          <label class="check">
            <input
              type="checkbox"
              checked={usesGpu.value}
              onChange={({ currentTarget }) => (usesGpu.value = currentTarget.checked)}
            />{' '}
            <span>{text.train.gpu}</span>
          </label>
        )}
        <div class="actions">
          {works ? (
            <button
              type="button"
              aria-disabled={phase.value !== 'training'}
              onClick={() => phase.value === 'training' && trainer.stop()}
            >
              {text.learn.pause}
            </button>
          ) : (
            <button
              type="button"
              disabled={wrong !== '' || (needsFolders && !folders)}
              onClick={() => start(isPaused)}
            >
              {isPaused ? text.learn.goOn : text.start.start}
            </button>
          )}
          {(isPaused || phase.value === 'finished') && (
            <>
              <button type="button" class="second" onClick={() => trainer.download('run')}>
                {text.train.downloadRun}
              </button>
              <button type="button" class="second" onClick={() => trainer.download('generator')}>
                {needsFolders ? text.train.exportBoth : text.learn.export}
              </button>
              <button type="button" class="second" onClick={forget}>
                {text.train.newRun}
              </button>
            </>
          )}
        </div>
        {needsFolders && !works && !folders && <p class="soft source">{text.train.needsFolders}</p>}
        {(isPaused || phase.value === 'finished') && (
          <p class="soft source">
            {needsFolders
              ? text.train.elsewhereFolders(
                  String(settings.value['dataA']),
                  String(settings.value['dataB']),
                )
              : text.train.elsewhere}{' '}
            <code>{`ganport train ${settings.value.variant} --out runs/mine --resume`}</code>
          </p>
        )}
        <p role="alert" class="wrong">
          {problem.value || wrong}
        </p>
        {warnings.value.length > 0 && (
          <ul class="warnings">
            {warnings.value.slice(0, 3).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <Bring trainer={trainer} />
      </section>
      <Curves />
    </div>
  );
}

/** In the order in which they are shown. */
const charts = [
  { name: 'diversityRatio', lines: [['diversityRatio', text.learn.generatorName]] },
  {
    name: 'loss',
    lines: [
      ['dLoss', text.learn.discriminator],
      ['gLoss', text.learn.generatorName],
    ],
  },
  { name: 'dAccuracy', lines: [['dAccuracy', text.learn.discriminator]] },
  { name: 'modesHit', lines: [['modesHit', text.learn.generatorName]] },
  { name: 'fid', lines: [['fid', text.learn.generatorName]] },
  { name: 'is', lines: [['is', text.learn.generatorName]] },
] as const;

/** Rare measurements are no noise to smooth away. */
const rare: ReadonlySet<string> = new Set(['diversityRatio', 'modesHit', 'fid', 'is']);

function Curves() {
  const rows = trainer.rows.value;
  const measured = charts.filter(({ lines }) =>
    lines.some(([metric]) => rows.some((row) => row[metric] !== undefined)),
  );
  if (measured.length === 0) return null;
  return (
    <section class="charts" aria-label={text.run.curves}>
      {measured.map(({ name, lines }) => (
        <figure key={name} class="card">
          <figcaption>
            <Term name={name} />
            {lines.length > 1 && <Key />}
          </figcaption>
          <Chart
            title={name}
            lines={lines.map(([metric, label], color) => lineOf(rows, metric, { label, color }))}
            smoothing={rare.has(name) ? 0 : 0.8}
          />
        </figure>
      ))}
    </section>
  );
}
