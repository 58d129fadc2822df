import type {
  Figures,
  FollowUpBehind,
  Forecast,
  Funnel,
  LeadBehind,
  Performance,
  Roi,
  TemplatesReport,
  Uplift,
} from '../analytics.dto';

/** How a cell is meant, for a file that keeps numbers as numbers. */
export type CellFormat = 'text' | 'number' | 'amount' | 'percent' | 'day' | 'instant';
export type Cell = string | number | null;

/** A column without its values. */
export interface Heading {
  readonly de: string;
  readonly en: string;
  readonly format: CellFormat;
}
interface Column<R> extends Heading {
  readonly value: (row: R) => Cell;
}
/** A row as the API says it, and as cells. */
export interface Line {
  readonly row: object;
  readonly cells: readonly Cell[];
}
export interface Table {
  readonly headings: readonly Heading[];
  readonly lines: readonly Line[];
}

/** Rows under columns, a page at a time. */
export function linesOf<R extends object>(
  columns: readonly Column<R>[],
  rows: readonly R[],
): Line[] {
  return rows.map((row) => ({ row, cells: columns.map(({ value }) => value(row)) }));
}

function table<R extends object>(columns: readonly Column<R>[], rows: readonly R[]): Table {
  return { headings: columns, lines: linesOf(columns, rows) };
}

const column = <R>(
  de: string,
  en: string,
  value: (row: R) => Cell,
  format: CellFormat = 'text',
): Column<R> => ({ de, en, format, value });

interface Grouped {
  readonly key: string | null;
  readonly label: string | null;
}
const GROUP = [
  column<Grouped>('Gruppe', 'Group', (g) => g.key),
  column<Grouped>('Name', 'Name', (g) => g.label),
];

const count = <R>(de: string, en: string, value: (row: R) => Cell) =>
  column<R>(de, en, value, 'number');
const rate = <R>(de: string, en: string, value: (row: R) => Cell) =>
  column<R>(de, en, value, 'percent');

export function performanceTable({ total, groups }: Performance): Table {
  return table<Grouped & Figures>(
    [
      ...GROUP,
      count('Fällig', 'Eligible', (g) => g.eligible),
      count('Gesendet', 'Sent', (g) => g.sent),
      count('Davon jünger als das Fenster', 'Younger than the window', (g) => g.young),
      count('Zugestellt', 'Delivered', (g) => g.delivered),
      count('Geöffnet', 'Opened', (g) => g.opened),
      count('Geklickt', 'Clicked', (g) => g.clicked),
      rate('Öffnungsrate', 'Open rate', (g) => g.rates.opened.rate),
      rate('Klickrate', 'Click rate', (g) => g.rates.clicked.rate),
      count('Beantwortet', 'Answered', (g) => g.answered),
      count('Positiv', 'Positive', (g) => g.positive),
      count('Konvertiert', 'Converted', (g) => g.converted),
      count('Bestellt', 'Ordered', (g) => g.ordered),
      rate('Antwortrate', 'Answer rate', (g) => g.rates.answered.rate),
      rate('Positivrate', 'Positive rate', (g) => g.rates.positive.rate),
      rate('Konversionsrate', 'Conversion rate', (g) => g.rates.converted.rate),
    ],
    [{ key: null, label: null, ...total }, ...groups],
  );
}

type StageRow = Grouped & Funnel['stages'][number] & { young: number };

export function funnelTable({ stages, young, groups }: Funnel): Table {
  return table<StageRow>(
    [
      ...GROUP,
      column('Stufe', 'Stage', (s) => s.stage),
      count('Leads', 'Leads', (s) => s.leads),
      count('Davon messbar', 'Of whom it can be told', (s) => s.measured),
      rate('Von der Stufe davor', 'Of the stage before', (s) => s.ofPrevious),
      rate('Von allen', 'Of all', (s) => s.ofFirst),
      count('Jünger als das Fenster', 'Younger than the window', (s) => s.young),
    ],
    [{ key: null, label: null, stages, young }, ...groups].flatMap(
      ({ stages: reached, ...group }) => reached.map((stage) => ({ ...group, ...stage })),
    ),
  );
}

export function templatesTable({ arms }: TemplatesReport): Table {
  return table<TemplatesReport['arms'][number]>(
    [
      column('Schritt', 'Step', (a) => a.step),
      ...GROUP,
      count('Gesendet', 'Sent', (a) => a.n),
      count('Erreicht', 'Reached', (a) => a.count),
      rate('Rate', 'Rate', (a) => a.rate),
      rate('Untere Grenze (95 %)', 'Lower bound (95 %)', (a) => a.interval?.low ?? null),
      rate('Obere Grenze (95 %)', 'Upper bound (95 %)', (a) => a.interval?.high ?? null),
      count('Jünger als das Fenster', 'Younger than the window', (a) => a.young),
    ],
    arms,
  );
}

const euros = (cents: number | null) => (cents === null ? null : cents / 100);

export function roiTable({ currencies }: Roi): Table {
  const amount = (de: string, en: string, cents: (r: Roi['currencies'][number]) => number | null) =>
    column<Roi['currencies'][number]>(de, en, (r) => euros(cents(r)), 'amount');
  return table<Roi['currencies'][number]>(
    [
      column('Währung', 'Currency', (r) => r.currency),
      count('Bestellungen', 'Orders', (r) => r.orders),
      amount('Umsatz', 'Revenue', (r) => r.revenueCents),
      amount('Rohertrag', 'Margin', (r) => r.marginCents),
      amount('Versand', 'Sends', (r) => r.cost.sendsCents),
      amount('Musterboxen', 'Sample boxes', (r) => r.cost.samplesCents),
      amount('Bearbeitung', 'Handling', (r) => r.cost.handlingCents),
      amount('Fixkosten', 'Fixed', (r) => r.cost.fixedCents),
      amount('Kosten', 'Cost', (r) => r.cost.totalCents),
      rate('ROI', 'ROI', (r) => r.roi),
      column('Amortisiert am', 'Paid back on', (r) => r.paidBackOn, 'day'),
    ],
    currencies,
  );
}

type Side = Uplift['treated'] & { name: string };

export function upliftTable({ treated, heldOut }: Uplift): Table {
  return table<Side>(
    [
      column('Gruppe', 'Group', (s) => s.name),
      count('Leads', 'Leads', (s) => s.leads),
      count('Konvertiert', 'Converted', (s) => s.converted),
      rate('Rate', 'Rate', (s) => s.rate),
      rate('Untere Grenze (95 %)', 'Lower bound (95 %)', (s) => s.interval?.low ?? null),
      rate('Obere Grenze (95 %)', 'Upper bound (95 %)', (s) => s.interval?.high ?? null),
      count('Jünger als das Fenster', 'Younger than the window', (s) => s.young),
    ],
    [{ name: 'treated', ...treated }, ...(heldOut ? [{ name: 'heldOut', ...heldOut }] : [])],
  );
}

interface Week {
  readonly week: string;
  readonly known: number | null;
  readonly expected: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export function forecastTable({ history, forecast }: Forecast): Table {
  return table<Week>(
    [
      column('Woche ab', 'Week of', (w) => w.week, 'day'),
      count('Gemessen', 'Measured', (w) => w.known),
      count('Erwartet', 'Expected', (w) => w.expected),
      count('Untere Grenze (80 %)', 'Lower bound (80 %)', (w) => w.low),
      count('Obere Grenze (80 %)', 'Upper bound (80 %)', (w) => w.high),
    ],
    [
      ...history.map(({ week, value }) => ({
        ...{ week, known: value },
        ...{ expected: null, low: null, high: null },
      })),
      ...forecast.map(({ week, expected, interval }) => ({
        ...{ week, known: null, expected },
        ...interval,
      })),
    ],
  );
}

const BEHIND = [
  column<LeadBehind | FollowUpBehind>('Lead', 'Lead', (r) => r.leadId),
  column<LeadBehind | FollowUpBehind>('Follow-up', 'Follow-up', (r) => r.followUpId),
  column<LeadBehind | FollowUpBehind>('Schritt', 'Step', (r) => r.step),
  column<LeadBehind | FollowUpBehind>('Kanal', 'Channel', (r) => r.channel),
  column<LeadBehind | FollowUpBehind>('Gebiet', 'Territory', (r) => r.territory),
  column<LeadBehind | FollowUpBehind>('Besitzer', 'Owner', (r) => r.ownerName),
  column<LeadBehind | FollowUpBehind>('Betriebsart', 'Business type', (r) => r.businessType),
  column<LeadBehind | FollowUpBehind>('Vorlage', 'Template', (r) => r.templateVersionId),
  column<LeadBehind | FollowUpBehind>('Variante', 'Variant', (r) => r.variant),
  column<LeadBehind | FollowUpBehind>('Anbieter', 'Provider', (r) => r.provider),
  column<LeadBehind | FollowUpBehind>('Tag', 'Day', (r) => r.cohortOn, 'day'),
  column<LeadBehind | FollowUpBehind>('Fällig', 'Eligible', (r) => r.eligibleAt, 'instant'),
  column<LeadBehind | FollowUpBehind>('Gesendet', 'Sent', (r) => r.sentAt, 'instant'),
  column<LeadBehind | FollowUpBehind>('Zugestellt', 'Delivered', (r) => r.deliveredAt, 'instant'),
  column<LeadBehind | FollowUpBehind>('Geöffnet', 'Opened', (r) => r.openedAt, 'instant'),
  column<LeadBehind | FollowUpBehind>('Geklickt', 'Clicked', (r) => r.clickedAt, 'instant'),
  column<LeadBehind | FollowUpBehind>('Beantwortet', 'Answered', (r) => r.answeredAt, 'instant'),
  column<LeadBehind | FollowUpBehind>('Positiv', 'Positive', (r) => r.positiveAt, 'instant'),
  column<LeadBehind | FollowUpBehind>('Konvertiert', 'Converted', (r) => r.convertedAt, 'instant'),
  column<LeadBehind | FollowUpBehind>('Bestellt', 'Ordered', (r) => r.orderedAt, 'instant'),
];
export const LEAD_COLUMNS: readonly Column<LeadBehind>[] = BEHIND;
export const FOLLOW_UP_COLUMNS: readonly Column<FollowUpBehind>[] = [
  ...BEHIND,
  column('Ergebnis', 'Outcome', (r) => r.outcome),
  column('Grund', 'Reason', (r) => r.reason),
  count('Anteil', 'Credit', (r) => r.credit),
];
