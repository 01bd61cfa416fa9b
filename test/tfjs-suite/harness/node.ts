/** The suite in Node: what the bundle exports. */
import './jasmine.ts';
import 'virtual:tests';

export { listCases, runCases } from './cases.ts';
