import { readFileSync } from 'node:fs';
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

/** As Prometheus sees them: a histogram is three. */
async function exposed(): Promise<Set<string>> {
  const metrics = await register.getMetricsAsJSON();
  return new Set(
    metrics.flatMap(({ name, type }) =>
      String(type) === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
}

describe('what operations see of follow-ups', () => {
  let crm: Crm;

  beforeAll(async () => {
    crm = await Crm.start({ env: { EMAIL_MODE: 'off' } });
  });
  afterAll(() => crm.stop());

  it('has panels whose every query names an existing metric', async () => {
    const { panels } = JSON.parse(read('ops/grafana/follow-ups.json')) as { panels: Panel[] };
    const known = await exposed();
    const used = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namesIn(expr)));

    expect(panels.length).toBeGreaterThan(8);
    expect(panels.filter(({ targets }) => targets.length === 0)).toEqual([]);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  it('has alerts whose every condition names an existing metric, and a page that says what to do', async () => {
    const rules = read('ops/prometheus/follow-ups.yaml');
    const known = await exposed();
    const runbook = read('docs/runbook.md');
    const anchors = [...rules.matchAll(/runbook\.md#([a-z-]+)/g)].map((match) => match[1] ?? '');
    const headings = [...runbook.matchAll(/^## (.*)$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replaceAll(' ', '-')
        .replace(/[^a-z0-9-]/g, ''),
    );

    expect(namesIn(rules).filter((name) => !known.has(name))).toEqual([]);
    expect(anchors).toHaveLength(3);
    expect(anchors.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });

  it('tests every alert once firing and once silent', () => {
    const alerts = [...read('ops/prometheus/follow-ups.yaml').matchAll(/alert: (\w+)/g)].map(
      (m) => m[1] ?? '',
    );
    const tests = read('ops/prometheus/follow-ups.test.yaml');

    for (const alert of alerts) {
      const cases = tests.split(`alertname: ${alert}\n`).slice(1);
      expect(cases.some((text) => /^\s*exp_alerts: \[\]/.test(text))).toBe(true);
      expect(cases.some((text) => /^\s*exp_alerts:\n/.test(text))).toBe(true);
    }
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
