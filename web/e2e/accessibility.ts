import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import axe from 'axe-core';

const FADE_MS = 500;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Runs in the page's own world, past its content policy, which lets no foreign script in. */
export async function violations(page: Page): Promise<string[]> {
  // What fades in has its contrast only when it is there.
  await page.waitForTimeout(FADE_MS);
  await page.evaluate(axe.source);
  const results = await page.evaluate<AxeResults, string[]>(
    (tags) =>
      (window as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly: { type: 'tag', values: tags },
        // Menus and lists of choices lie at the end of the document, outside of its landmarks.
        rules: { region: { enabled: false } },
      }),
    TAGS,
  );
  return results.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join(' | ')}`,
  );
}
