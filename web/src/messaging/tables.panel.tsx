import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { FigureTable } from '../parts/figure-table';
import { type Buttons, type MessagingSearch, peopleQuery } from './messaging.queries';
import { Rate } from './rate.panel';

export function ByButton({ buttons }: { buttons: Buttons }) {
  const { t } = useTranslation('messaging');
  const format = useFormat();
  if (buttons.by_button.length === 0) return null;
  return (
    <section className="card" aria-labelledby="by-button">
      <div className="card-head">
        <h2 id="by-button">{t('byButton.title')}</h2>
      </div>
      <FigureTable
        label={t('byButton.title')}
        figures={{
          heads: [
            t('byButton.button'),
            t('byButton.clicks'),
            t('byButton.people'),
            t('byButton.share'),
          ],
          rows: buttons.by_button.map(({ button, clicks, unique_clickers, share }) => ({
            key: button,
            cells: [
              { raw: button, shown: t(`button.${button as 'unlock'}`, { defaultValue: button }) },
              { raw: clicks, shown: format.number(clicks) },
              { raw: unique_clickers, shown: format.number(unique_clickers) },
              { raw: share, shown: <Rate of={share} /> },
            ],
          })),
        }}
      />
    </section>
  );
}

export function Templates({ buttons }: { buttons: Buttons }) {
  const { t } = useTranslation('messaging');
  const format = useFormat();
  if (buttons.templates.length === 0) return null;
  return (
    <section className="card" aria-labelledby="by-template">
      <div className="card-head">
        <h2 id="by-template">{t('byTemplate.title')}</h2>
      </div>
      <FigureTable
        label={t('byTemplate.title')}
        figures={{
          heads: [
            t('byTemplate.template'),
            t('byTemplate.sent'),
            t('byTemplate.delivered'),
            t('byTemplate.read'),
            t('byTemplate.clicked'),
            t('byTemplate.rate'),
          ],
          rows: buttons.templates.map((row) => ({
            key: row.template_key,
            cells: [
              { raw: row.template_key, shown: row.template_key },
              { raw: row.sent, shown: format.number(row.sent) },
              { raw: row.delivered, shown: format.number(row.delivered) },
              { raw: row.read, shown: format.number(row.read) },
              { raw: row.clicked, shown: format.number(row.clicked) },
              { raw: row.click_through_rate, shown: <Rate of={row.click_through_rate} /> },
            ],
          })),
        }}
      />
    </section>
  );
}

export function Packages({ buttons }: { buttons: Buttons }) {
  const { t } = useTranslation('messaging');
  const format = useFormat();
  if (buttons.packages.length === 0) return null;
  return (
    <section className="card" aria-labelledby="by-package">
      <div className="card-head">
        <h2 id="by-package">{t('byPackage.title')}</h2>
      </div>
      <FigureTable
        label={t('byPackage.title')}
        figures={{
          heads: [
            t('byPackage.package'),
            t('byPackage.unlocked'),
            t('byPackage.delivered'),
            t('byPackage.partly'),
          ],
          rows: buttons.packages.map((row) => ({
            key: row.package_key,
            cells: [
              { raw: row.package_key, shown: row.package_key },
              { raw: row.unlocked, shown: format.number(row.unlocked) },
              { raw: row.delivered, shown: format.number(row.delivered) },
              { raw: row.partially_failed, shown: format.number(row.partially_failed) },
            ],
          })),
        }}
      />
    </section>
  );
}

/** Whose leads react; of one person alone there is nothing to compare. */
export function People({ search }: { search: MessagingSearch }) {
  const { t } = useTranslation('messaging');
  const format = useFormat();
  const { scope } = useSession();
  const { data } = useQuery({ ...peopleQuery(search), enabled: scope.kind !== 'own' });
  if (!data || data.data.by_owner.length === 0) return null;
  return (
    <section className="card" aria-labelledby="by-owner">
      <div className="card-head">
        <h2 id="by-owner">{t('byOwner.title')}</h2>
        <span className="rl-quiet">
          {t('byOwner.reached', {
            reached: format.number(data.data.leads_reached),
            clicked: format.number(data.data.leads_clicked),
            wrote: format.number(data.data.leads_answered),
          })}
        </span>
      </div>
      <FigureTable
        label={t('byOwner.title')}
        figures={{
          heads: [t('byOwner.owner'), t('byOwner.clicks'), t('byOwner.in'), t('byOwner.out')],
          rows: data.data.by_owner.map((row) => ({
            key: row.owner_id ?? 'nobody',
            cells: [
              { raw: row.owner_name, shown: row.owner_name ?? t('byOwner.nobody') },
              { raw: row.clicks, shown: format.number(row.clicks) },
              { raw: row.messages_in, shown: format.number(row.messages_in) },
              { raw: row.messages_out, shown: format.number(row.messages_out) },
            ],
          })),
        }}
      />
    </section>
  );
}
