import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import type { TypedNumber } from '../core/number';
import type { Change } from './sequence-search.queries';

export type Sequence = Schemas['Sequence'];
export type Step = Sequence['steps'][number];
export type Simulation = Schemas['Simulation'];
export type Difference = Simulation['differences'][number];
export type SimulatedOutcome = NonNullable<Difference['now']>;

export const sequenceKeys = {
  all: ['sequences'],
  purposes: ['sequences', 'purposes'],
  templates: ['sequences', 'message-templates'],
  packages: ['sequences', 'packages'],
} as const;

/** Templates of WhatsApp by their key: the wording of the first language, and whether one is approved. */
export interface MessageTemplate {
  readonly key: string;
  readonly body: string;
  readonly buttons: readonly string[];
  readonly isApproved: boolean;
}

export const sequencesQuery = queryOptions({
  queryKey: sequenceKeys.all,
  queryFn: () => call(api.GET('/v1/sequences')),
});

/** What published and drafted texts of follow-ups are for. */
export const purposesQuery = queryOptions({
  queryKey: sequenceKeys.purposes,
  queryFn: async () => {
    const { items } = await call(api.GET('/v1/email-templates'));
    const steps = items.filter(({ stream }) => stream === 'followup');
    return [...new Set(steps.map(({ purpose }) => purpose))].sort();
  },
});

export const messageTemplatesQuery = queryOptions({
  queryKey: sequenceKeys.templates,
  queryFn: async (): Promise<MessageTemplate[]> => {
    const { items } = await call(api.GET('/v1/whatsapp/templates'));
    const keys = [...new Set(items.map(({ key }) => key))].sort();
    return keys.flatMap((key) => {
      const wordings = items.filter((one) => one.key === key);
      const approved = wordings.find(({ status }) => status === 'approved');
      const shown = approved ?? wordings[0];
      if (!shown) return [];
      const buttons = shown.buttons.map(({ label }) => label);
      return [{ key, body: shown.body, buttons, isApproved: approved !== undefined }];
    });
  },
});

/** Content that may be kept for a lead: what a person has approved, by its key. */
export const keptContentQuery = queryOptions({
  queryKey: sequenceKeys.packages,
  queryFn: async () => {
    const { items } = await call(api.GET('/v1/content-packages'));
    return items
      .filter(({ state }) => state === 'approved')
      .map(({ key, name }) => ({ key, name }));
  },
});

/** Whether a step may leave by WhatsApp, and so has to say what with. */
export const needsMessage = ({ channel }: Pick<Step, 'channel'>): boolean => channel !== 'email';

/** As the server takes it: a step that only mails names no message. */
export const stepToKeep = (step: Step): Step =>
  needsMessage(step) ? step : { ...step, whatsapp: null };

export const draftSequence = (key: string, steps: readonly Step[]): Promise<Sequence> =>
  call(api.POST('/v1/sequences', { body: { key, steps: [...steps] } }));

/** @param revision that the change was made on */
export const changeDraft = (
  id: string,
  revision: number,
  steps: readonly Step[],
): Promise<Sequence> =>
  call(
    api.PATCH('/v1/sequences/{id}', {
      params: {
        path: { id },
        header: { 'If-Match': `"sequence-${id}-${String(revision)}"` },
      },
      body: { steps: [...steps] },
    }),
  );

export const SEQUENCE_ACTS = ['activation', 'archival', 'pause', 'resumption'] as const;
export type SequenceAct = (typeof SEQUENCE_ACTS)[number];

export function actOnSequence(id: string, act: SequenceAct, reason: string): Promise<Sequence> {
  const request = { params: { path: { id } }, body: { reason } };
  switch (act) {
    case 'activation':
      return call(api.POST('/v1/sequences/{id}/activation', request));
    case 'archival':
      return call(api.POST('/v1/sequences/{id}/archival', request));
    case 'pause':
      return call(api.POST('/v1/sequences/{id}/pause', request));
    case 'resumption':
      return call(api.POST('/v1/sequences/{id}/resumption', request));
  }
}

export const simulate = (id: string, from: string, to: string): Promise<Simulation> =>
  call(api.POST('/v1/sequences/{id}/simulation', { params: { path: { id } }, body: { from, to } }));

/** What a version allows now. */
export function actsOn({ state, pausedAt }: Sequence): SequenceAct[] {
  if (state === 'draft') return ['activation', 'archival'];
  const turn: SequenceAct = pausedAt === null ? 'pause' : 'resumption';
  return state === 'active' ? [turn, 'archival'] : [turn];
}

const sentAt = (outcome: SimulatedOutcome | null): string | null =>
  outcome?.state === 'handed_over' ? outcome.at : null;

export function changeOf({ then, now }: Pick<Difference, 'then' | 'now'>): Change {
  const [before, after] = [sentAt(then), sentAt(now)];
  if (before !== null && after !== null)
    return then?.channel === now?.channel ? 'moved' : 'channel';
  if (after !== null) return 'added';
  return before !== null ? 'dropped' : 'other';
}

export function countsOf(differences: readonly Difference[]): Readonly<Record<Change, number>> {
  const counts = { added: 0, dropped: 0, moved: 0, channel: 0, other: 0 };
  for (const difference of differences) counts[changeOf(difference)] += 1;
  return counts;
}

export const STEP_FIELDS = [
  'offset',
  'unit',
  'channel',
  'purpose',
  'thing',
  'minDistanceHours',
  'latestHours',
  'past',
  'spreadHours',
  'needsApproval',
  'template',
  'package',
] as const;
export type StepField = (typeof STEP_FIELDS)[number];
export type StepValue = string | number | boolean | null;

/** What stands in a field of a step; what a mail has no use for is null. */
export function valueIn(step: Step, field: StepField): StepValue {
  if (field !== 'template' && field !== 'package') return step[field];
  return needsMessage(step) ? (step.whatsapp?.[field] ?? null) : null;
}

export type StepChange =
  | { readonly kind: 'added' | 'removed'; readonly step: Step }
  | {
      readonly kind: 'changed';
      readonly step: Step;
      readonly field: StepField;
      readonly before: StepValue;
      readonly after: StepValue;
    };

/** What a version does otherwise than another one, step by step. */
export function stepChanges(before: readonly Step[], after: readonly Step[]): StepChange[] {
  const known = new Map(before.map((step) => [step.key, step]));
  const changed = after.flatMap((step): StepChange[] => {
    const was = known.get(step.key);
    if (!was) return [{ kind: 'added', step }];
    return STEP_FIELDS.flatMap((field): StepChange[] => {
      const [before, now] = [valueIn(was, field), valueIn(step, field)];
      return before === now ? [] : [{ kind: 'changed', step, field, before, after: now }];
    });
  });
  const kept = new Set(after.map(({ key }) => key));
  const removed = before.filter(({ key }) => !kept.has(key));
  return [...changed, ...removed.map((step): StepChange => ({ kind: 'removed', step }))];
}

/** A step to begin with, after those that there are, whatever is typed in them so far. */
export function nextStep(
  steps: readonly (Pick<Step, 'key' | 'unit' | 'purpose'> & { readonly offset: TypedNumber })[],
): Step {
  const last = steps.at(-1);
  const before = typeof last?.offset === 'number' ? last.offset : 0;
  const offset = Math.min(365, Math.max(0, before + 7));
  const taken = new Set(steps.map(({ key }) => key));
  let key = `T${String(offset)}`;
  for (let n = 2; taken.has(key); n++) key = `T${String(offset)}-${String(n)}`;
  return {
    key,
    offset,
    unit: last?.unit ?? 'days',
    channel: 'email',
    purpose: last?.purpose ?? 'T3',
    thing: 'other',
    minDistanceHours: 96,
    latestHours: 48,
    past: 'skip',
    spreadHours: 0,
    needsApproval: false,
    whatsapp: null,
  };
}
