/** Starts the page. */
import { render } from 'preact';
import { App } from './shell/app.tsx';
import { takeToken } from './shell/route.ts';

takeToken();
const root = document.getElementById('studio');
if (root) render(<App />, root);
