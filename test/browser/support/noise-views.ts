/** What holds for each view of a page of a generator from noise, whatever it makes. */
import { expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import type { openSite } from './generator-site.ts';

/** @param opened the page, 1280 pixels wide, once the tests run */
export function testViews(
  opened: () => Awaited<ReturnType<typeof openSite>>,
  views: readonly string[] = ['sheet', 'walk', 'latent'],
): void {
  test.each(views)('axe finds nothing in the view %s, and it fits on a phone', async (view) => {
    const { page, settled } = opened();
    await page.check(`input[value=${view}]`);
    await settled();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violationsOf(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.setViewportSize({ width: 1280, height: 900 });
  });
}
