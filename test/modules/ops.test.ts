import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { register } from 'prom-client';
import { Crm } from '../support/crm';

const ROOT = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const METRIC = /\b(followup|crm)_[a-z_]+\b/g;

interface Panel {
  title: string;
  targets: { expr: string }[];
}

/** Names that a query of a dashboard or an alert uses. */
function namesIn(expr: string): string[] {
  return expr.match(METRIC) ?? [];
}

/** As Prometheus sees them: a histogram is three. `crm_` and `followup` only; the rest is the process's own. */
async function exposed(): Promise<Set<string>> {
  const metrics = await register.getMetricsAsJSON();
  return new Set(
    metrics.flatMap(({ name, type }) =>
      String(type) === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
}

const filesIn = (folder: string) =>
  readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
const RULES = filesIn('ops/prometheus').filter((file) => read(file).includes('alert: '));

/** As a Markdown reader makes them of the headings. */
function runbookAnchors(): string[] {
  return [...read('docs/runbook.md').matchAll(/^## (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(' ', '-')
      .replace(/[^a-z0-9-]/g, ''),
  );
}

describe('what operations see', () => {
  let crm: Crm;

  beforeAll(async () => {
    crm = await Crm.start({ env: { EMAIL_MODE: 'off' } });
  });
  afterAll(() => crm.stop());

  it.each(filesIn('ops/grafana/dashboards'))(
    'has panels whose every query names an existing metric: %s',
    async (file) => {
      const { panels } = JSON.parse(read(file)) as { panels: Panel[] };
      const known = await exposed();
      const used = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namesIn(expr)));

      expect(panels.length).toBeGreaterThan(7);
      expect(panels.filter(({ targets }) => targets.length === 0)).toEqual([]);
      expect(used.filter((name) => !known.has(name))).toEqual([]);
    },
  );

  it('looks at every number that the product counts', async () => {
    const looked = new Set(
      [...filesIn('ops/grafana/dashboards'), ...RULES]
        .flatMap((file) => namesIn(read(file)))
        .map((name) => name.replace(/_(bucket|sum|count)$/, '')),
    );
    const counted = (await register.getMetricsAsJSON())
      .map(({ name }) => name)
      .filter((name) => /^(crm|followup)_/.test(name));

    expect(counted.filter((name) => !looked.has(name))).toEqual([]);
  });

  it.each(RULES)(
    'has alerts whose every condition names an existing metric, and a page that says what to do: %s',
    async (file) => {
      const rules = read(file);
      const known = await exposed();
      const alerts = [...rules.matchAll(/alert: /g)];
      const anchors = [...rules.matchAll(/runbook\.md#([a-z-]+)/g)].map((match) => match[1] ?? '');

      expect(namesIn(rules).filter((name) => !known.has(name))).toEqual([]);
      expect(anchors).toHaveLength(alerts.length);
      expect(anchors.filter((anchor) => !runbookAnchors().includes(anchor))).toEqual([]);
    },
  );

  it.each(RULES)('tests every alert once firing and once silent: %s', (file) => {
    const alerts = [...read(file).matchAll(/alert: (\w+)/g)].map((m) => m[1] ?? '');
    const tests = read(file.replace('.yaml', '.test.yaml'));

    for (const alert of alerts) {
      const cases = tests.split(`alertname: ${alert}\n`).slice(1);
      expect(cases.some((text) => /^\s*exp_alerts: \[\]/.test(text))).toBe(true);
      expect(cases.some((text) => /^\s*exp_alerts:\n/.test(text))).toBe(true);
    }
  });

  const withPromtool = spawnSync('promtool', ['--version']).status === 0 ? it : it.skip;
  withPromtool.each(RULES)('passes the tests of Prometheus itself: %s', (file) => {
    const { status, stdout, stderr } = spawnSync(
      'promtool',
      ['test', 'rules', join(ROOT, file.replace('.yaml', '.test.yaml'))],
      { encoding: 'utf8' },
    );

    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  it('shows the four fixed names on the page', async () => {
    const page = await (await fetch(`${crm.url}/metrics`)).text();

    for (const line of [
      '# TYPE followup_processed_total counter',
      '# TYPE followup_errors_total counter',
      '# TYPE followup_pending gauge',
      '# TYPE followup_processing_duration histogram',
      'followup_processing_duration_bucket{le="0.05"}',
      'followup_processing_duration_bucket{le="60"}',
    ])
      expect(page).toContain(line);
  });
});
