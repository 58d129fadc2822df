import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { type CustomerView, ordersQuery } from './customers.queries';

const SPANS = ['days30', 'days90', 'days365'] as const;

interface OrdersProps {
  customer: CustomerView;
  /** Null for whoever may not. */
  onAdd: (() => void) | null;
}

/** What a customer has ordered, the newest first, and what that amounts to. */
export function OrdersPanel({ customer, onAdd }: OrdersProps) {
  const { t } = useTranslation('customers');
  const format = useFormat();
  const query = useQuery(ordersQuery(customer.id));
  return (
    <section className="card" aria-labelledby="orders">
      <div className="card-head">
        <h2 id="orders">{t('orders.title')}</h2>
        {onAdd && (
          <Button variant="subtle" size="compact-sm" onClick={onAdd}>
            {t('order.open')}
          </Button>
        )}
      </div>
      {customer.revenue.length > 0 && (
        <dl className="customer-revenue">
          {SPANS.map((span) => (
            <div key={span}>
              <dt>{t(`revenue.${span}`)}</dt>
              {customer.revenue.map((row) => (
                <dd key={row.currency} className="rl-num">
                  {format.money({ cents: row[`${span}Cents`], currency: row.currency }, true)}
                </dd>
              ))}
            </div>
          ))}
        </dl>
      )}
      <QueryView query={query} skeleton={<Skeleton rows={2} />}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <p className="card-body rl-quiet">{t('orders.none')}</p>
          ) : (
            <div className="customer-orders" role="region" aria-labelledby="orders" tabIndex={0}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t('orders.number')}</th>
                    <th scope="col">{t('orders.ordered')}</th>
                    <th scope="col">{t('orders.delivered')}</th>
                    <th scope="col" data-end>
                      {t('orders.amount')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((order) => (
                    <tr key={order.id}>
                      <th scope="row" className="rl-num">
                        {order.number}
                      </th>
                      <td>
                        <Time at={order.orderedAt} as="date" />
                      </td>
                      <td>
                        {order.deliveredAt ? (
                          <Time at={order.deliveredAt} as="date" />
                        ) : (
                          <Tag tone="idle" icon="hourglass" quiet>
                            {t('orders.open')}
                          </Tag>
                        )}
                      </td>
                      <td data-end className="rl-num">
                        {format.money(order.amount, true)}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {nextCursor !== null && (
                <p className="rl-quiet customer-more">
                  {t('orders.more', { count: items.length })}
                </p>
              )}
            </div>
          )
        }
      </QueryView>
    </section>
  );
}
