import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { Time } from '../parts/time';
import type { Report } from './analytics-search.queries';
import { type Head, leftOut } from './analytics.queries';
import { filePath, FORMATS, type Question } from './behind.queries';
import { useNumbers } from './numbers.panel';
import { useReport } from './report.panel';

interface AsOfProps {
  head: Head;
  report: Report;
  /** What the file is asked for, the same as the screen. */
  question: Question;
}

/** What an answer says of itself: until when it is true, of which days, how it attributes; and its file. */
export function AsOf({ head, report, question }: AsOfProps) {
  const { t } = useTranslation('analytics');
  const numbers = useNumbers();
  const format = useFormat();
  const { search } = useReport();
  const ignored = leftOut(report, search);
  return (
    <div className="as-of">
      <p className="as-of-text">
        {t('asOf.at')} <Time at={head.asOf} as="exact" />
        {' · '}
        <span title={head.asOfSequence}>
          {t('asOf.sequence', { sequence: format.number(eventNumber(head.asOfSequence)) })}
        </span>
        {' · '}
        {numbers.period(head.from, head.to)}
        {' · '}
        {t('asOf.window', { count: head.window })}
        {' · '}
        {t(`attribution.${head.attribution}`)}
        {' · '}
        {t(`scope.${head.scope}`)}
        {head.simulated > 0 && (
          <>
            {' · '}
            {t('asOf.simulated', { shown: format.number(head.simulated), count: head.simulated })}
          </>
        )}
      </p>
      <ExportMenu what={report} question={question} />
      {ignored.map((key) => (
        <p key={key} className="as-of-ignored">
          {key === 'owner' || key === 'team' || key === 'templateVersion' || key === 'window'
            ? search.scope === 'territory'
              ? t('ignored.territory', {
                  filter: key === 'window' ? t('window.label') : t(`group.${key}`),
                })
              : t('ignored.owner')
            : t(`ignored.${key as 'step' | 'scope' | 'attribution'}`)}
        </p>
      ))}
      {!head.hasList && <p className="as-of-ignored">{t('noList')}</p>}
    </div>
  );
}

/** The number of the event at a place in the log, which also names the writer and the transaction. */
const eventNumber = (sequence: string): number => Number(sequence.split('-').at(-1));

interface ExportMenuProps {
  what: Report | 'follow-ups' | 'leads';
  question: Question;
}

/** The server's file of what is on screen; it is noted who took it. */
export function ExportMenu({ what, question }: ExportMenuProps) {
  const { t, i18n } = useTranslation('analytics');
  const session = useSession();
  if (!may(session, 'analytics.export')) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={16} stroke={1.5} aria-hidden />}
        >
          {t('export.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item
            key={format}
            renderRoot={(props) => (
              <a href={filePath(what, question, format, i18n.language)} download {...props} />
            )}
          >
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
