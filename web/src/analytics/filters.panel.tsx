import { Select } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import { clockAt } from '../core/zoned';
import { useNow } from '../core/now';
import { FilterChips } from '../parts/filter-chips';
import type { AnalyticsSearch } from './analytics-search.queries';
import { type Chip, CHIPS, DEFAULT_WINDOW, KEPT_WINDOWS } from './analytics.queries';
import { useFields } from './names.panel';
import { daysOfPreset, plusDays, type Preset, PRESETS, presetOf } from './periods.queries';
import { useReport } from './report.panel';

const OWN_DAYS = 'own';
// The calendar is loaded for whoever asks for days of their own.
const OwnDays = lazy(async () => ({ default: (await import('./own-days.form')).OwnDays }));

interface FiltersProps {
  open: string | null;
  onOpen: (open: string | null) => void;
}

/** One filter for all reports: when, how it is counted, and what is looked at. */
export function Filters({ open, onOpen }: FiltersProps) {
  const { search, go } = useReport();
  const fields = useFields();
  const without = { list: undefined, cursor: undefined };
  const change = (next: AnalyticsSearch) => go({ ...search, ...next, ...without });
  return (
    <div className="analytics-filters">
      <div className="analytics-period">
        <Period search={search} change={change} />
        <Counting search={search} change={change} />
      </div>
      <FilterChips
        fields={fields}
        values={Object.fromEntries(CHIPS.map((chip) => [chip, search[chip]]))}
        onChange={(key, values) =>
          change({ [key as Chip]: values.length > 0 ? values : undefined })
        }
        open={open}
        onOpen={onOpen}
      />
    </div>
  );
}

interface PartProps {
  search: AnalyticsSearch;
  change: (next: AnalyticsSearch) => void;
}

function Period({ search, change }: PartProps) {
  const { t } = useTranslation('analytics');
  const { timeZone } = useSession().user;
  const today = clockAt(useNow(), timeZone).day;
  const { from, to } = search;
  // Days of one's own may be those of a preset too.
  const [asksOwn, setAsksOwn] = useState(false);
  const preset = presetOf({ from, to }, today);
  const [first, last] = [from ?? plusDays(to ?? today, -89), to ?? today];
  return (
    <>
      <Select
        size="xs"
        label={t('period.label')}
        className="analytics-select"
        allowDeselect={false}
        data={[
          ...PRESETS.map((value) => ({ value, label: t(`period.${value}`) })),
          { value: OWN_DAYS, label: t('period.own') },
        ]}
        value={asksOwn || preset === null ? OWN_DAYS : preset}
        onChange={(value) => {
          setAsksOwn(value === OWN_DAYS);
          change(
            value === OWN_DAYS
              ? { from: first, to: last }
              : { from: undefined, to: undefined, ...daysOfPreset(value as Preset, today) },
          );
        }}
      />
      {(asksOwn || preset === null) && (
        <Suspense fallback={null}>
          <OwnDays from={first} to={last} today={today} onChange={(days) => change(days)} />
        </Suspense>
      )}
    </>
  );
}

function Counting({ search, change }: PartProps) {
  const { t } = useTranslation('analytics');
  const { scope } = useSession();
  const window = search.window ?? DEFAULT_WINDOW;
  const windows = KEPT_WINDOWS.includes(window) ? KEPT_WINDOWS : [...KEPT_WINDOWS, window];
  const widths = scope.kind === 'team' ? (['own', 'territory'] as const) : (['own'] as const);
  return (
    <>
      <Select
        size="xs"
        className="analytics-window"
        label={t('window.label')}
        allowDeselect={false}
        data={windows.map((value) => ({
          value,
          label: t('window.days', { count: Number(value) }),
        }))}
        value={window}
        onChange={(value) =>
          change({ window: value === DEFAULT_WINDOW ? undefined : (value ?? undefined) })
        }
      />
      <Select
        size="xs"
        className="analytics-select"
        label={t('attribution.label')}
        allowDeselect={false}
        data={(['last', 'first', 'linear'] as const).map((value) => ({
          value,
          label: t(`attribution.${value}`),
        }))}
        value={search.attribution ?? 'last'}
        onChange={(value) =>
          change({ attribution: value === 'last' ? undefined : (value as 'first' | 'linear') })
        }
      />
      {scope.kind !== 'own' && (
        <Select
          size="xs"
          className="analytics-select"
          label={t('scope.label')}
          allowDeselect={false}
          data={[
            { value: 'wide', label: t(`scope.${scope.kind}`) },
            ...widths.map((value) => ({ value, label: t(`scope.${value}`) })),
          ]}
          value={search.scope ?? 'wide'}
          onChange={(value) =>
            change({ scope: value === 'wide' ? undefined : (value as 'own' | 'territory') })
          }
        />
      )}
    </>
  );
}
