/** The view that teaches: two networks play on a plane, where everything can be seen. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Chart } from '../runs/chart.tsx';
import { count } from '../shell/format.ts';
import { Term } from '../shell/term.tsx';
import { text } from '../text.ts';
import { createTrainer, isAtWork } from '../training/client.ts';
import { Controls } from '../training/controls.tsx';
import { lineOf } from '../training/curves-of.ts';
import { Key } from '../training/key.tsx';
import type { Settings } from '../training/protocol.ts';
import { drawField } from './draw-field.ts';
import { ringPoints } from './ring.ts';
import { rules } from './rules.ts';
import { allScenes } from './scenes.ts';

const trainer = createTrainer('memory');
const [first] = allScenes;
const scene = signal(first?.name ?? '');
const settings = signal<Settings>(first?.settings ?? { variant: 'mlp' });
const shown = signal({ surface: true, arrows: true, real: true });
const real = ringPoints(240);

/** Pixels of the canvas, twice its usual size. */
const SIDE = 960;

export function LearnView() {
  const { phase, step, rows, warnings, problem, planned } = trainer;
  useEffect(() => trainer.plan(settings.value), [settings.value]);
  const story = allScenes.find(({ name }) => name === scene.value)?.story ?? '';
  const last = rows.value.findLast((row) => row['modesHit'] !== undefined);
  const isPlaying = isAtWork(phase.value);
  return (
    <div class="learn">
      <div class="intro">
        <h1>{text.learn.title}</h1>
        <p>
          {text.learn.intro[0]} <Term name="generator" /> {text.learn.intro[1]}{' '}
          <Term name="discriminator" /> {text.learn.intro[2]}
        </p>
      </div>
      <section class="board" aria-label={text.learn.board}>
        <Board />
        <div class="legend">
          {(['surface', 'arrows', 'real'] as const).map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={shown.value[name]}
                onChange={({ currentTarget }) => {
                  shown.value = { ...shown.value, [name]: currentTarget.checked };
                }}
              />{' '}
              <span>{text.learn.shown[name]}</span>
            </label>
          ))}
        </div>
        <p class="facts">
          <span role="status">{text.learn.phases[phase.value]}</span>{' '}
          <span>{text.run.step(count(step.value))}</span>{' '}
          {last && <span>{text.learn.modes(last['modesHit'] ?? 0)}</span>}
        </p>
      </section>
      <section class="rules" aria-label={text.learn.rules}>
        <label class="field">
          <span>{text.learn.scene}</span>
          <select
            value={scene.value}
            onChange={({ currentTarget: { value } }) => {
              scene.value = value;
              const chosen = allScenes.find(({ name }) => name === value);
              if (!chosen) return;
              settings.value = chosen.settings;
              if (isPlaying) trainer.start(chosen.settings, { watch: true, resume: false });
            }}
          >
            {allScenes.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
          <small>{story}</small>
        </label>
        <div class="actions">
          {isPlaying ? (
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
              disabled={planned.value && 'problem' in planned.value}
              onClick={() =>
                trainer.start(settings.value, { watch: true, resume: phase.value === 'paused' })
              }
            >
              {phase.value === 'paused' ? text.learn.goOn : text.learn.play}
            </button>
          )}
          <button
            type="button"
            class="second"
            onClick={() => trainer.start(settings.value, { watch: true, resume: false })}
            disabled={phase.value === 'idle'}
          >
            {text.learn.again}
          </button>
          <button
            type="button"
            class="second"
            onClick={() => trainer.download('generator')}
            disabled={phase.value !== 'paused' && phase.value !== 'finished'}
            title={text.learn.exportHelp}
          >
            {text.learn.export}
          </button>
        </div>
        <p role="alert" class="wrong">
          {problem.value ||
            (planned.value && 'problem' in planned.value ? planned.value.problem : '')}
        </p>
        {warnings.value.length > 0 && (
          <ul class="warnings">
            {warnings.value.slice(0, 3).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <Controls
          choices={rules}
          settings={settings.value}
          resolved={planned.value && 'config' in planned.value ? planned.value.config : {}}
          onChange={(next) => (settings.value = next)}
        />
        <div>
          <p class="soft source">{text.start.command}</p>
          <pre>{planned.value && 'command' in planned.value ? planned.value.command : '…'}</pre>
        </div>
      </section>
      {rows.value.length > 0 && <Charts />}
    </div>
  );
}

function Charts() {
  const { rows } = trainer;
  return (
    <section class="charts" aria-label={text.run.curves}>
      <figure class="card">
        <figcaption>
          <Term name="modesHit" />
        </figcaption>
        <Chart
          title={text.learn.charts.modes}
          lines={[lineOf(rows.value, 'modesHit', { label: text.learn.generated, color: 1 })]}
          smoothing={0}
        />
      </figure>
      <figure class="card">
        <figcaption>
          <Term name="loss">{text.learn.charts.losses}</Term>
          <Key />
        </figcaption>
        <Chart
          title={text.learn.charts.losses}
          lines={[
            lineOf(rows.value, 'dLoss', { label: text.learn.discriminator }),
            lineOf(rows.value, 'gLoss', { label: text.learn.generatorName, color: 1 }),
          ]}
          smoothing={0.8}
        />
      </figure>
      <figure class="card">
        <figcaption>
          <Term name="dAccuracy" />
        </figcaption>
        <Chart
          title={text.learn.charts.accuracy}
          lines={[lineOf(rows.value, 'dAccuracy', { label: text.learn.discriminator })]}
          smoothing={0.8}
        />
      </figure>
    </section>
  );
}

function Board() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { field, rows } = trainer;
  const game = field.value;
  const options = shown.value;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const draw = () => drawField(element, game, real, options);
    const frame = requestAnimationFrame(draw);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', draw);
    return () => {
      cancelAnimationFrame(frame);
      theme.removeEventListener('change', draw);
    };
  }, [game, options]);
  const hit = rows.value.findLast((row) => row['modesHit'] !== undefined)?.['modesHit'];
  return (
    <canvas
      ref={canvas}
      width={SIDE}
      height={SIDE}
      role="img"
      aria-label={hit === undefined ? text.learn.board : text.learn.modes(hit)}
    />
  );
}
