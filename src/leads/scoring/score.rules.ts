export const SCORE_PARTS = ['pain', 'revenue', 'fit', 'engagement'] as const;
export type ScorePart = (typeof SCORE_PARTS)[number];
/** Of each part; four of them make a hundred. */
export const MOST_POINTS = 25;

/** A row of the tables of points: for a code, or for reaching a number. */
export interface ScorePoint {
  readonly part: ScorePart;
  readonly kind: string;
  readonly code: string;
  readonly atLeast: number | null;
  readonly points: number;
}

/** What a lead is scored by, under the kinds of the tables. */
export interface ScoreFacts {
  readonly pain: readonly string[];
  readonly urgency: string | null;
  /** Cents a year. */
  readonly volume: number | null;
  readonly businessType: string;
  readonly kitchenSize: string | null;
  readonly branches: number | null;
  /** Roles of its people, each once. */
  readonly role: readonly string[];
  /** How many there were of each. */
  readonly activities: number;
  readonly progress: number;
  readonly answers: number;
  readonly samples: number;
}

export interface ScoreItem {
  readonly kind: string;
  readonly code: string;
  readonly points: number;
}
/** `points` are those of the items, at most {@link MOST_POINTS}. */
export interface PartScore {
  readonly points: number;
  readonly items: readonly ScoreItem[];
}
export interface Score {
  readonly total: number;
  readonly parts: Readonly<Record<ScorePart, PartScore>>;
}

/** 0 to 100: four parts, and of each what it is made of. */
export function scoreOf(facts: ScoreFacts, table: readonly ScorePoint[]): Score {
  const parts = Object.fromEntries(
    SCORE_PARTS.map((part) => [
      part,
      partOf(
        facts,
        table.filter((point) => point.part === part),
      ),
    ]),
  ) as Record<ScorePart, PartScore>;
  const total = SCORE_PARTS.reduce((sum, part) => sum + parts[part].points, 0);
  return { total, parts };
}

function partOf(facts: ScoreFacts, table: readonly ScorePoint[]): PartScore {
  const kinds = [...new Set(table.map(({ kind }) => kind))];
  const items = kinds.flatMap((kind) => itemsOf(kind, facts, table));
  const sum = items.reduce((all, { points }) => all + points, 0);
  return { points: Math.min(MOST_POINTS, sum), items };
}

/** A number counts once, with the highest threshold that it reaches; every code counts. */
function itemsOf(kind: string, facts: ScoreFacts, table: readonly ScorePoint[]): ScoreItem[] {
  const value: unknown = Reflect.get(facts, kind);
  const rows = table.filter((row) => row.kind === kind);
  if (typeof value === 'number') {
    const reached = rows.filter(({ atLeast }) => atLeast !== null && value >= atLeast);
    const [best] = reached.sort((a, b) => (b.atLeast ?? 0) - (a.atLeast ?? 0));
    return best ? [itemOf(best)] : [];
  }
  const codes: readonly unknown[] = Array.isArray(value) ? value : [value];
  return rows.filter(({ code }) => codes.includes(code)).map(itemOf);
}

const itemOf = ({ kind, code, points }: ScorePoint): ScoreItem => ({ kind, code, points });
