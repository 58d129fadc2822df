import fc from 'fast-check';
import { type ScoreFacts, scoreOf, type ScorePoint, SCORE_PARTS } from './score.rules';

const point = (
  part: ScorePoint['part'],
  kind: string,
  code: string,
  points: number,
  atLeast: number | null = null,
) => ({
  part,
  kind,
  code,
  atLeast,
  points,
});
const TABLE: ScorePoint[] = [
  point('pain', 'pain', 'QUALITY', 8),
  point('pain', 'pain', 'SUPPLY', 9),
  point('pain', 'urgency', 'HIGH', 10),
  point('revenue', 'volume', 'small', 5, 1),
  point('revenue', 'volume', 'large', 25, 1000),
  point('fit', 'businessType', 'HOTEL', 11),
  point('fit', 'branches', '3', 3, 3),
  point('engagement', 'role', 'CHEF', 3),
  point('engagement', 'answers', '1', 6, 1),
];
const NOTHING: ScoreFacts = {
  pain: [],
  urgency: null,
  volume: null,
  businessType: 'UNKNOWN',
  kitchenSize: null,
  branches: null,
  role: [],
  activities: 0,
  progress: 0,
  answers: 0,
  samples: 0,
};

describe('the score of a lead', () => {
  it('is nothing for nothing', () => {
    expect(scoreOf(NOTHING, TABLE)).toMatchObject({
      total: 0,
      parts: { pain: { points: 0, items: [] } },
    });
  });

  it('says of each part what it is made of, and gives no more than 25 for it', () => {
    const facts = {
      ...NOTHING,
      pain: ['QUALITY', 'SUPPLY'],
      urgency: 'HIGH',
      volume: 1500,
      businessType: 'HOTEL',
      role: ['CHEF'],
      answers: 2,
    };

    const { total, parts } = scoreOf(facts, TABLE);

    expect(parts.pain).toEqual({
      points: 25,
      items: [
        { kind: 'pain', code: 'QUALITY', points: 8 },
        { kind: 'pain', code: 'SUPPLY', points: 9 },
        { kind: 'urgency', code: 'HIGH', points: 10 },
      ],
    });
    expect(parts.revenue).toEqual({
      points: 25,
      items: [{ kind: 'volume', code: 'large', points: 25 }],
    });
    expect([parts.fit.points, parts.engagement.points, total]).toEqual([11, 9, 70]);
  });

  it('is between 0 and 100 whatever the tables say, and more is never less', () => {
    const facts = fc.record({
      pain: fc.subarray(['QUALITY', 'SUPPLY', 'OTHER']),
      urgency: fc.option(fc.constantFrom('HIGH', 'LOW')),
      volume: fc.option(fc.nat(5000)),
      businessType: fc.constantFrom('HOTEL', 'OTHER'),
      kitchenSize: fc.constant(null),
      branches: fc.option(fc.nat(10)),
      role: fc.subarray(['CHEF', 'BUYER']),
      activities: fc.nat(9),
      progress: fc.nat(9),
      answers: fc.nat(9),
      samples: fc.nat(9),
    });
    fc.assert(
      fc.property(facts, (some) => {
        const { total, parts } = scoreOf(some, TABLE);
        expect(total).toBe(SCORE_PARTS.reduce((sum, part) => sum + parts[part].points, 0));
        expect(total).toBeLessThanOrEqual(100);
        const more = { ...some, pain: ['QUALITY', 'SUPPLY'], volume: 5000, answers: 9 };
        expect(scoreOf(more, TABLE).total).toBeGreaterThanOrEqual(total);
      }),
    );
  });
});
