import { Tooltip } from '@mantine/core';
import {
  IconPlayerPause,
  IconShield,
  IconShieldCheck,
  IconShieldExclamation,
  IconShieldOff,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Tone } from '../core/theme';
import { useFormat } from '../core/use-format';
import { Unknown } from '../parts/unknown';
import type { LeadRow } from './leads.queries';
import { daysLeft, deadlineOf, type Protection } from './protection.form';

const LOOKS = {
  PROTECTED: { tone: 'good', icon: IconShieldCheck },
  REMINDER_DUE: { tone: 'warn', icon: IconShield },
  GRACE: { tone: 'bad', icon: IconShieldExclamation },
  LAPSED: { tone: 'idle', icon: IconShieldOff },
  STOPPED: { tone: 'info', icon: IconPlayerPause },
} as const satisfies Record<Protection['state'], { tone: Tone; icon: unknown }>;

/** The state in words, with the day on which something is due. */
export function ProtectionFact({ protection }: { protection: Protection | null }) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  if (!protection) return <Unknown />;
  const { tone, icon: Icon } = LOOKS[protection.state];
  const deadline = deadlineOf(protection);
  return (
    <span className="protection">
      <span className={tone === 'good' ? 'tag tag-quiet' : 'tag'} data-tone={tone}>
        <Icon size={16} stroke={1.5} aria-hidden />
        {t(`protection.states.${protection.state}`)}
      </span>
      {deadline && (
        <span className="rl-quiet">
          {t(`protection.by.${deadline.kind}`, { at: format.date(deadline.at) })}
        </span>
      )}
    </span>
  );
}

/** In tables: the icon and the days that are left, and in words what is no normal state; all of it for those who hear the table. */
export function ProtectionCell({
  lead: { protection },
  asOf,
}: {
  lead: LeadRow;
  /** By the clock of the business, which may be turned. */
  asOf: Date;
}) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  if (!protection) return <Unknown />;
  const { tone, icon: Icon } = LOOKS[protection.state];
  const deadline = deadlineOf(protection);
  const days = deadline && daysLeft(deadline.at, asOf);
  const state = t(`protection.states.${protection.state}`);
  const words = deadline
    ? `${state}, ${t(`protection.by.${deadline.kind}`, { at: format.date(deadline.at) })}`
    : state;
  const isNormal = protection.state === 'PROTECTED';
  const wantsSomebody = protection.state === 'REMINDER_DUE' || protection.state === 'GRACE';
  return (
    <Tooltip label={words}>
      <span className="protection-cell">
        <span className="rl-hidden">{words}</span>
        <span className={wantsSomebody ? 'tag' : 'tag tag-quiet'} data-tone={tone} aria-hidden>
          <Icon size={16} stroke={1.5} />
          {!isNormal && state}
        </span>
        {days !== null && (
          <span className="rl-num rl-quiet" aria-hidden>
            {t('protection.days', { count: days, shown: format.number(days) })}
          </span>
        )}
      </span>
    </Tooltip>
  );
}
