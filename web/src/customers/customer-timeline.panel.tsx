import { Button } from '@mantine/core';
import { IconPackage, IconPencil, IconReceipt } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Format } from '../core/format';
import { useShortcuts } from '../core/keys';
import { toastProblem } from '../core/toast';
import { useFormat } from '../core/use-format';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { type Line, TimelineDays } from '../parts/timeline';
import {
  type CustomerTimeline,
  type CustomerView,
  readOlder,
  timelineQuery,
} from './customers.queries';

type Fact = CustomerTimeline['items'][number];

interface TimelineProps {
  customer: CustomerView;
  /** What leads say of their facts. */
  line: (fact: Fact) => Line;
  item: string | undefined;
  onOpen: (item: string | undefined) => void;
}

/** One history: what happened to a customer and to the leads that became it, the newest first. */
export function TimelinePanel({ customer, line, item, onOpen }: TimelineProps) {
  const { t } = useTranslation('customers');
  const format = useFormat();
  const queries = useQueryClient();
  const query = useQuery(timelineQuery(customer.id, queries));
  const list = useRef<HTMLDivElement>(null);
  const [first] = useState(item);
  useEntryKeys(list);
  return (
    <section className="timeline" aria-labelledby="timeline">
      <div className="timeline-head">
        <h2 id="timeline">{t('timeline.title')}</h2>
      </div>
      <div ref={list}>
        <QueryView query={query} skeleton={<Skeleton rows={6} height={56} />}>
          {({ items, nextCursor }) =>
            items.length === 0 ? (
              <Empty title={t('timeline.empty')} />
            ) : (
              <>
                <TimelineDays
                  items={items}
                  line={(fact) => ownLine(fact, t, format) ?? line(fact)}
                  more={() => null}
                  opened={item}
                  bringUp={first}
                  onToggle={(id) => onOpen(id === item ? undefined : id)}
                />
                {nextCursor !== null && <Older customerId={customer.id} />}
              </>
            )
          }
        </QueryView>
      </div>
    </section>
  );
}

/** A fact of the customer itself; null for those of leads. */
function ownLine({ type, data }: Fact, t: TFunction<'customers'>, format: Format): Line | null {
  switch (type) {
    case 'crm.customer.order.recorded.v1':
      return {
        icon: IconReceipt,
        title: t('timeline.order', {
          amount: format.money(
            { cents: Number(data['amountCents']), currency: String(data['currency']) },
            true,
          ),
        }),
        details: [t(data['deliveredAt'] === null ? 'timeline.open' : 'timeline.delivered')],
      };
    case 'crm.customer.activated.v1':
      return {
        icon: IconPackage,
        title: t('timeline.activated'),
        details: [],
      };
    case 'crm.customer.changed.v1':
      return {
        icon: IconPencil,
        title:
          data['version'] === 1
            ? t('timeline.created')
            : t('timeline.changed', { fields: namesOf(data['fields'], t) }),
        details: [],
      };
    default:
      return null;
  }
}

function namesOf(fields: unknown, t: TFunction<'customers'>): string {
  const names = Array.isArray(fields) ? fields.filter((name) => typeof name === 'string') : [];
  return [
    ...new Set(names.map((name) => t(`fields.${name as 'vatId'}`, { defaultValue: name }))),
  ].join(', ');
}

/** `j` and `k` move the focus from entry to entry. */
function useEntryKeys(list: React.RefObject<HTMLDivElement | null>): void {
  const { t } = useTranslation('customers');
  const move = (step: number) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('.entry-open') ?? [])];
    const at = all.findIndex((entry) => entry === document.activeElement);
    all[at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
  };
  useShortcuts([
    { keys: 'j', label: t('keys.next'), run: () => move(1) },
    { keys: 'k', label: t('keys.previous'), run: () => move(-1) },
  ]);
}

function Older({ customerId }: { customerId: string }) {
  const { t } = useTranslation('customers');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const read = async () => {
    setBusy(true);
    try {
      await readOlder(queries, customerId);
    } catch (error) {
      toastProblem(core, error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button className="timeline-older" variant="default" loading={busy} onClick={() => void read()}>
      {t('timeline.older')}
    </Button>
  );
}
