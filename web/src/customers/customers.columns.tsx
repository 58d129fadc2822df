import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { CUSTOMER_LOOK } from '../api/lists';
import { RowName } from '../parts/row-name';
import type { Column } from '../parts/data-table';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import type { CustomerRow } from './customers.queries';

interface Words {
  t: TFunction<'customers'>;
  lists: TFunction<'lists'>;
}

export function Status({
  status,
  lists,
}: { status: CustomerRow['status'] } & Pick<Words, 'lists'>) {
  const { tone, icon, loud } = CUSTOMER_LOOK[status];
  return (
    <Tag tone={tone} icon={icon} quiet={!loud}>
      {lists(`customerStatus.${status}`)}
    </Tag>
  );
}

function CustomerLink({ customer, t }: { customer: CustomerRow } & Pick<Words, 't'>) {
  return (
    <RowName mark={customer.simulated ? t('demo') : null}>
      <Link
        to="/customers/$id"
        params={{ id: customer.id }}
        className="row-link"
        data-row-link
        title={customer.company}
      >
        {customer.company}
      </Link>
      <span className="rl-quiet"> {customer.city ?? customer.country}</span>
    </RowName>
  );
}

export function customerColumns({ t, lists }: Words): Column<CustomerRow>[] {
  return [
    {
      key: 'company',
      head: t('table.company'),
      width: 340,
      sort: ['company', 'company'],
      cell: (customer) => <CustomerLink customer={customer} t={t} />,
    },
    {
      key: 'number',
      head: t('table.number'),
      width: 112,
      cell: ({ number }) => <span className="rl-num">{number}</span>,
    },
    {
      key: 'status',
      head: t('table.status'),
      cell: ({ status }) => <Status status={status} lists={lists} />,
    },
    {
      key: 'owner',
      head: t('table.owner'),
      cell: ({ ownerName }) => ownerName ?? <Unknown />,
    },
    {
      key: 'businessType',
      head: t('table.businessType'),
      from: 'lg',
      cell: ({ businessType }) =>
        lists(`businessType.${businessType as 'HOTEL'}`, { defaultValue: businessType }),
    },
    {
      key: 'territory',
      head: t('table.territory'),
      from: 'lg',
      cell: ({ territory }) => territory,
    },
    {
      key: 'lastOrder',
      head: t('table.lastOrder'),
      sort: ['-lastOrderAt', '-lastOrderAt'],
      cell: ({ lastOrderAt }) => (lastOrderAt ? <Time at={lastOrderAt} /> : <Unknown />),
    },
    {
      key: 'lastContact',
      head: t('table.lastContact'),
      from: 'md',
      sort: ['-lastContactAt', '-lastContactAt'],
      cell: ({ lastContactAt }) => <Time at={lastContactAt} />,
    },
    {
      key: 'created',
      head: t('table.created'),
      from: 'md',
      sort: ['-createdAt', '-createdAt'],
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
  ];
}

export function CompactCustomer({ customer, words }: { customer: CustomerRow; words: Words }) {
  const { t, lists } = words;
  return (
    <>
      <span>
        <CustomerLink customer={customer} t={t} />
      </span>
      <span>
        <Status status={customer.status} lists={lists} />
      </span>
      <span className="rl-quiet rl-num">
        {[customer.number, customer.ownerName].filter(Boolean).join(' · ')}
      </span>
      <span className="rl-quiet">
        <Time at={customer.lastOrderAt ?? customer.lastContactAt} />
      </span>
    </>
  );
}
