/** The frame of the page: its name, its views, and the one that is open. */
import { useEffect } from 'preact/hooks';
import { CompareView } from '../compare/compare-view.tsx';
import { ExploreView } from '../explore/explore-view.tsx';
import { InsideView } from '../inside/inside-view.tsx';
import { LearnView } from '../learn/learn-view.tsx';
import { RunsView } from '../runs/runs-view.tsx';
import { text } from '../text.ts';
import { TrainView } from '../train/train-view.tsx';
import { hrefOf, route } from './route.ts';

/** The views in the order of the navigation. A new view is a line here. */
const views = [
  { name: 'runs', title: text.views.runs, View: RunsView },
  { name: 'learn', title: text.views.learn, View: LearnView },
  { name: 'train', title: text.views.train, View: TrainView },
  { name: 'explore', title: text.views.explore, View: ExploreView },
  { name: 'compare', title: text.views.compare, View: CompareView },
  { name: 'inside', title: text.views.inside, View: InsideView },
] as const;

export function App() {
  const { view } = route.value;
  const open = views.find(({ name }) => name === view) ?? views[0];
  useEffect(() => {
    document.title = text.views.title(open.title);
  }, [open.title]);
  return (
    <>
      <header class="top">
        <a class="name" href={hrefOf('runs')}>
          ganport <span>studio</span>
        </a>
        <nav aria-label={text.views.label}>
          {views.map(({ name, title }) => (
            <a
              key={name}
              href={hrefOf(name)}
              aria-current={name === open.name ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
      </header>
      <main id="main">
        <open.View />
      </main>
    </>
  );
}
