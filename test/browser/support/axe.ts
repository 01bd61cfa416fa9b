/** What axe finds wrong with a page, each with the elements. */
import axe from 'axe-core';
import type { Page } from './generator-site.ts';

export async function violationsOf(page: Page): Promise<string[][]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}
