import { Judge } from './evaluate.rules';
import type { Facts } from './facts.rules';
import { type Rule, RulesSchema } from './rule-set.rules';

const FACTS: Facts = {
  responseClass: 'POSITIVE',
  confidence: 0.95,
  channel: 'email',
  saidBy: 'LEAD',
  step: 'T3',
  leadStatus: 'ACTIVE',
  leadStage: 1,
  leadScore: null,
  businessType: 'HOTEL',
  territory: 'DE',
  volumeCents: 1_200_000,
  ageDays: 9,
  hasCompany: true,
  hasEmail: true,
  hasPhone: false,
  duplicateCustomer: false,
  activeSample: null,
  consent: 'given',
  unlocks14Days: 0,
};

const rule = (over: Partial<Rule>): Rule => ({
  key: 'one',
  name: { de: 'Eins', en: 'One' },
  when: { all: [{ fact: 'responseClass', operator: 'equal', value: 'POSITIVE' }] },
  then: { action: 'CONVERT' },
  stop: true,
  ...over,
});

describe('a rule set', () => {
  it('lets the first rule that matches decide', async () => {
    const rules = [
      rule({ key: 'no', when: { all: [{ fact: 'territory', operator: 'equal', value: 'CH' }] } }),
      rule({ key: 'yes', then: { action: 'QUALIFY' } }),
      rule({ key: 'late' }),
    ];

    const verdict = await new Judge(rules).judge(FACTS);

    expect(verdict.action).toBe('QUALIFY');
    expect(verdict.matched.map(({ key }) => key)).toEqual(['yes']);
    expect(verdict.rules.map(({ key, holds }) => [key, holds])).toEqual([
      ['no', false],
      ['yes', true],
      ['late', true],
    ]);
  });

  it('goes on below a rule that does not stop', async () => {
    const rules = [
      rule({ key: 'task', then: { action: 'CREATE_TASK', for: 'OWNER' }, stop: false }),
      rule({ key: 'convert' }),
      rule({ key: 'late' }),
    ];

    const { matched } = await new Judge(rules).judge(FACTS);

    expect(matched.map(({ key }) => key)).toEqual(['task', 'convert']);
  });

  it('ignores what no rule matches, and takes an empty list of conditions for everything', async () => {
    const never = rule({ when: { not: { all: [] } } });

    expect((await new Judge([never]).judge(FACTS)).action).toBe('IGNORE');
    expect((await new Judge([rule({ when: { all: [] } })]).judge(FACTS)).action).toBe('CONVERT');
  });

  it('remembers what a rule says by all that it asks for', async () => {
    const within: Rule['when'] = {
      any: [{ not: { all: [{ fact: 'ageDays', operator: 'lessThan', value: 14 }] } }],
    };
    const judge = new Judge([rule({ when: within })]);

    const young = await judge.judge({ ...FACTS, ageDays: 9 });
    const old = await judge.judge({ ...FACTS, ageDays: 20 });
    const same = await judge.judge({ ...FACTS, ageDays: 20, volumeCents: 7 });

    expect([young.action, old.action]).toEqual(['IGNORE', 'CONVERT']);
    expect(same.rules[0]).toBe(old.rules[0]);
  });

  it('shows every clause, also those behind a false one', async () => {
    const when: Rule['when'] = {
      all: [
        { fact: 'territory', operator: 'in', value: ['CH', 'AT'] },
        {
          any: [
            { fact: 'hasPhone', operator: 'equal', value: true },
            { fact: 'hasEmail', operator: 'equal', value: true },
          ],
        },
        { not: { fact: 'ageDays', operator: 'lessThan', value: 14 } },
      ],
    };

    const verdict = await new Judge([rule({ when })]).judge(FACTS);

    expect(verdict.rules[0]?.clauses).toEqual([
      { fact: 'territory', operator: 'in', value: ['CH', 'AT'], found: 'DE', holds: false },
      { fact: 'hasPhone', operator: 'equal', value: true, found: false, holds: false },
      { fact: 'hasEmail', operator: 'equal', value: true, found: true, holds: true },
      { fact: 'ageDays', operator: 'lessThan', value: 14, found: 9, holds: true },
    ]);
  });

  it.each(['lessThan', 'greaterThan', 'equal', 'in'] as const)(
    'finds nothing true of what nobody has measured: %s',
    async (operator) => {
      const value = operator === 'in' ? [0] : 0;
      const when: Rule['when'] = { all: [{ fact: 'leadScore', operator, value }] };

      expect((await new Judge([rule({ when })]).judge(FACTS)).action).toBe('IGNORE');
    },
  );
});

describe('the form of rules', () => {
  const faults = (rules: unknown) =>
    RulesSchema.safeParse(rules).error?.issues.map(({ path }) => path.join('.')) ?? [];

  it('accepts conditions within conditions', () => {
    const deep = { all: [{ any: [{ not: { fact: 'ageDays', operator: 'lessThan', value: 3 } }] }] };

    expect(faults([rule({ when: deep as Rule['when'] })])).toEqual([]);
  });

  it.each([
    ['an unknown fact', { fact: 'mood', operator: 'equal', value: 'good' }],
    ['an unknown operator', { fact: 'ageDays', operator: 'about', value: 3 }],
    ['a value of another type', { fact: 'ageDays', operator: 'equal', value: 'three' }],
    ['a comparison of what is no number', { fact: 'territory', operator: 'lessThan', value: 'DE' }],
    ['a list where one value belongs', { fact: 'territory', operator: 'equal', value: ['DE'] }],
    ['one value where a list belongs', { fact: 'territory', operator: 'in', value: 'DE' }],
    ['a class that does not exist', { fact: 'responseClass', operator: 'equal', value: 'GREAT' }],
    ['a path into a fact', { fact: 'territory', operator: 'equal', value: 'DE', path: '$.x' }],
  ])('refuses %s', (_, clause) => {
    expect(faults([{ ...rule({}), when: { all: [clause] } }])).not.toEqual([]);
  });

  it('refuses two rules of one key, and a rule that does not say whether it stops', () => {
    const { stop: _, ...silent } = rule({});

    expect(faults([rule({}), rule({})])).toEqual(['1.key']);
    expect(faults([silent])).toEqual(['0.stop']);
  });
});
