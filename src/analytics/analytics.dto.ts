import { z } from 'zod';
import { ATTRIBUTIONS, COMPARED, GROUPS, STAGES, WIDTHS } from './reading/filter.dto';

const instant = z.iso.datetime();
const day = z.iso.date();
const count = z.number();
const rate = z.number().min(0).nullable();

/** What every answer says of itself. */
const head = {
  asOf: instant,
  /** The place in the log up to which everything is counted. */
  asOfSequence: z.string(),
  scope: z.enum(WIDTHS),
  /** False for a market with the teams of others: there is no list behind its numbers. */
  hasList: z.boolean(),
  from: day,
  to: day,
  tz: z.string().nullable(),
  window: z.int(),
  attribution: z.enum(ATTRIBUTIONS),
  /** How many of what was counted were simulated. */
  simulated: count,
};

const proportion = z
  .object({
    count,
    of: count,
    /** Null when it is a part of nothing, or not measured. */
    rate,
  })
  .meta({
    id: 'AnalyticsProportion',
    description: 'Among those at least as old as the window: how many, of how many',
  });

const figures = {
  eligible: count,
  sent: count,
  /** Of the sent, those younger than the window: they are in no rate. */
  young: count,
  delivered: count,
  /** Of those whose contacts consented to that being told; null: of nobody. */
  opened: count.nullable(),
  clicked: count.nullable(),
  answered: count,
  positive: count,
  /** Follows `attribution`; linear credit has fractions. */
  converted: count,
  ordered: count,
  rates: z.object({
    delivered: proportion,
    opened: proportion,
    clicked: proportion,
    answered: proportion,
    positive: proportion,
    converted: proportion,
    ordered: proportion,
  }),
};
export const FiguresSchema = z.object(figures).meta({ id: 'AnalyticsFigures' });
export type Figures = z.output<typeof FiguresSchema>;

/** A group has the key by which a list finds it again, and a name where there is one. */
const group = { key: z.string().nullable(), label: z.string().nullable() };

export const PerformanceSchema = z
  .object({
    ...head,
    groupBy: z.enum(GROUPS).nullable(),
    total: FiguresSchema,
    groups: z.array(z.object({ ...group, ...figures }).meta({ id: 'AnalyticsPerformanceGroup' })),
  })
  .meta({ id: 'AnalyticsPerformance', description: 'Follow-ups and what came of them' });
export type Performance = z.output<typeof PerformanceSchema>;

const stage = z
  .object({
    stage: z.enum(STAGES),
    /** Leads at least as old as the window that reached it; null: not measured. */
    leads: count.nullable(),
    /** Of how many leads it can be told, where that takes their consent; null: of all. */
    measured: count.nullable(),
    /** Of the stage before it; where that takes consent, of those of whom it can be told. */
    ofPrevious: rate,
    ofFirst: rate,
  })
  .meta({ id: 'AnalyticsFunnelStage' });
const funnel = {
  stages: z.array(stage),
  /** Leads written to less than the window ago: a column of their own. */
  young: count,
};
export const FunnelSchema = z
  .object({
    ...head,
    groupBy: z.enum(GROUPS).nullable(),
    ...funnel,
    groups: z.array(z.object({ ...group, ...funnel }).meta({ id: 'AnalyticsFunnelGroup' })),
  })
  .meta({
    id: 'AnalyticsFunnel',
    description: 'Distinct leads by the cohort of their first touch',
  });
export type Funnel = z.output<typeof FunnelSchema>;

const interval = z.object({ low: z.number(), high: z.number() });
const arm = z
  .object({
    ...group,
    step: z.string(),
    /** Sent at least as long ago as the window. */
    n: count,
    count,
    rate,
    /** Wilson, 95 %. */
    interval: interval.nullable(),
    young: count,
  })
  .meta({ id: 'AnalyticsArm' });
export const VERDICTS = [
  'NOT_ENOUGH_DATA',
  'NO_DIFFERENCE_SHOWN',
  'FIRST_BETTER',
  'SECOND_BETTER',
] as const;
const comparison = z
  .object({
    step: z.string(),
    first: z.string().nullable(),
    second: z.string().nullable(),
    /** Rate of the first less rate of the second. */
    difference: z.number().nullable(),
    /** Newcombe, 95 %. */
    interval: interval.nullable(),
    /** Two-proportion z-test, two-sided; null below 100 a side. */
    pValue: z.number().nullable(),
    /** Holm's, over all comparisons of this step. */
    pValueCorrected: z.number().nullable(),
    /** Holds however often one looks; corrected likewise. */
    pValueSequential: z.number().nullable(),
    verdict: z.enum(VERDICTS),
  })
  .meta({ id: 'AnalyticsComparison' });
export const TemplatesReportSchema = z
  .object({
    ...head,
    measure: z.enum(COMPARED),
    by: z.enum(['templateVersion', 'variant']),
    /** Sends a side below which nothing is said. */
    leastSends: z.int(),
    arms: z.array(arm),
    comparisons: z.array(comparison),
  })
  .meta({ id: 'AnalyticsTemplates', description: 'Whether one text does better than another' });
export type TemplatesReport = z.output<typeof TemplatesReportSchema>;

const cents = z.int();
const currencyOf = z
  .object({
    currency: z.string(),
    orders: count,
    revenueCents: cents.nullable(),
    marginCents: cents.nullable(),
    cost: z.object({
      sendsCents: cents.nullable(),
      samplesCents: cents.nullable(),
      handlingCents: cents.nullable(),
      fixedCents: cents.nullable(),
      totalCents: cents.nullable(),
    }),
    /** (margin − cost) ÷ cost. */
    roi: z.number().nullable(),
    /** The first day on which the margin had covered the cost. */
    paidBackOn: day.nullable(),
    /** Why there is no return: said in codes. */
    missing: z.array(z.enum(['NO_REVENUE_RECORDED', 'NO_COSTS_SET', 'NO_MARGIN_SET', 'NO_COST'])),
  })
  .meta({ id: 'AnalyticsReturn' });
export const RoiSchema = z
  .object({
    ...head,
    sends: count,
    samples: count,
    /** Answers that somebody had to read. */
    handled: count,
    conversions: count,
    /** Never added to each other. */
    currencies: z.array(currencyOf),
    /** Null or why there is no revenue. */
    note: z.enum(['NO_REVENUE_RECORDED']).nullable(),
  })
  .meta({ id: 'AnalyticsRoi', description: 'What follow-ups cost and earned' });
export type Roi = z.output<typeof RoiSchema>;

const side = z.object({
  leads: count,
  converted: count,
  rate,
  interval: interval.nullable(),
  young: count,
});
export const UpliftSchema = z
  .object({
    ...head,
    /** Leads that were written to. */
    treated: side,
    /** Leads that were kept from every message; null without a hold-out group. */
    heldOut: side.nullable(),
    difference: z.number().nullable(),
    interval: interval.nullable(),
    pValue: z.number().nullable(),
    note: z.enum(['NO_HOLD_OUT', 'NOT_ENOUGH_DATA']).nullable().meta({
      description: 'NO_HOLD_OUT: the rate proves no effect of the messages',
    }),
  })
  .meta({ id: 'AnalyticsUplift', description: 'Conversion with the messages against without' });
export type Uplift = z.output<typeof UpliftSchema>;

const week = z.object({ week: day, value: count });
export const ForecastSchema = z
  .object({
    ...head,
    measure: z.enum(['sent', 'answered', 'positive', 'converted']),
    /** Whole weeks, by their Monday, that are old enough to be known. */
    history: z.array(week),
    /** Linear trend with an 80 % interval of prediction; empty while there is not enough history. */
    forecast: z.array(z.object({ week: day, expected: z.number(), interval })),
    /** What is still to be expected of those younger than the window, by the rate of the others. */
    pending: z.object({ young: count, reached: count, expected: z.number(), interval }).nullable(),
    note: z.enum(['NOT_ENOUGH_DATA']).nullable(),
  })
  .meta({ id: 'AnalyticsForecast' });
export type Forecast = z.output<typeof ForecastSchema>;

const dimensions = {
  leadId: z.uuid(),
  step: z.string(),
  channel: z.string(),
  territory: z.string().nullable(),
  ownerId: z.uuid().nullable(),
  ownerName: z.string().nullable(),
  teamId: z.uuid().nullable(),
  businessType: z.string().nullable(),
  templateVersionId: z.uuid().nullable(),
  variant: z.string().nullable(),
  provider: z.string().nullable(),
  simulated: z.boolean(),
  /** Day of sending, or of the first decision while it is not sent. */
  cohortOn: day,
  eligibleAt: instant,
  sentAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  openedAt: instant.nullable(),
  clickedAt: instant.nullable(),
  answeredAt: instant.nullable(),
  positiveAt: instant.nullable(),
  convertedAt: instant.nullable(),
  orderedAt: instant.nullable(),
  young: z.boolean(),
};
export const FollowUpBehindSchema = z
  .object({
    followUpId: z.uuid(),
    ...dimensions,
    outcome: z.string(),
    reason: z.string().nullable(),
    /** Touch n of m before the conversion. */
    touchNumber: z.int().nullable(),
    touchCount: z.int().nullable(),
    /** The part of the conversion that this touch has under `attribution`. */
    credit: z.number(),
  })
  .meta({ id: 'AnalyticsFollowUp' });
export type FollowUpBehind = z.output<typeof FollowUpBehindSchema>;

export const LeadBehindSchema = z
  .object({ followUpId: z.uuid(), ...dimensions, heldOut: z.boolean() })
  .meta({ id: 'AnalyticsLead' });
export type LeadBehind = z.output<typeof LeadBehindSchema>;

const list = {
  ...head,
  /** How many rows there are; the same as the number that they are behind. */
  total: count,
  nextCursor: z.string().nullable(),
};
export const FollowUpsBehindSchema = z
  .object({ ...list, items: z.array(FollowUpBehindSchema) })
  .meta({ id: 'AnalyticsFollowUps' });
export type FollowUpsBehind = z.output<typeof FollowUpsBehindSchema>;
export const LeadsBehindSchema = z
  .object({ ...list, items: z.array(LeadBehindSchema) })
  .meta({ id: 'AnalyticsLeads' });
export type LeadsBehind = z.output<typeof LeadsBehindSchema>;
