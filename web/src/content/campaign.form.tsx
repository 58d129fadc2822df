import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { useTyped } from '../core/use-typed';
import { ActDialog } from '../parts/act-dialog';
import { useUnsaved } from '../parts/unsaved';
import { AudienceFields } from './campaign-audience.form';
import {
  type Audience,
  type CampaignView,
  contentKeys,
  createCampaign,
  FIRST_AUDIENCE,
  narrowed,
  packagesOf,
  packagesQuery,
  type Turn,
} from './content.queries';

const REASON_LENGTH = 10;
/** What ships with the channel: one button that unlocks. */
const FIRST_TEMPLATE = 'content-ready';

interface Values {
  readonly name: string;
  /** Null: the first of those that are approved. */
  readonly chosen: string | null;
  readonly templateKey: string;
  readonly audience: Audience;
}

const NOTHING: Values = {
  ...{ name: '', chosen: null, templateKey: FIRST_TEMPLATE },
  audience: FIRST_AUDIENCE,
};

interface NewCampaignProps {
  onClose: () => void;
  onMade: (made: CampaignView) => void;
}

/** A campaign is made as a draft: whom it would reach is counted before anything leaves the house. */
export function NewCampaignForm({ onClose, onMade }: NewCampaignProps) {
  const { t } = useTranslation('content');
  const queries = useQueryClient();
  const packages = useQuery(packagesQuery).data;
  const approved = packages
    ? packagesOf(packages.items).filter((one) => one.approved !== undefined)
    : [];
  const typed = useTyped('campaign', NOTHING);
  const { name, chosen, templateKey, audience } = typed.values;
  useUnsaved(typed.isChanged, [typed.form]);
  const packageKey = chosen ?? approved[0]?.key ?? null;
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('campaign.new')}
      act={t('campaign.make')}
      check={() =>
        name.trim() === '' || packageKey === null || templateKey.trim() === '' ? t('missing') : null
      }
      run={async () => {
        const made = await createCampaign({
          name: name.trim(),
          packageKey: packageKey ?? '',
          templateKey: templateKey.trim(),
          ...narrowed(audience),
        });
        typed.settle();
        queries.setQueryData(contentKeys.campaign(made.id), made);
        void queries.invalidateQueries({ queryKey: contentKeys.campaigns });
        onMade(made);
      }}
    >
      {(missing) => (
        <>
          <TextInput
            label={t('table.name')}
            value={name}
            maxLength={120}
            error={missing !== null && name.trim() === '' ? missing : null}
            onChange={(event) => typed.change({ name: event.currentTarget.value })}
            data-autofocus
          />
          <Select
            label={t('campaign.package')}
            description={approved.length === 0 ? t('campaign.noPackage') : undefined}
            data={approved.map(({ key, name: label }) => ({ value: key, label }))}
            value={packageKey}
            error={missing !== null && packageKey === null ? missing : null}
            onChange={(value) => typed.change({ chosen: value })}
            allowDeselect={false}
          />
          <TextInput
            label={t('campaign.template')}
            description={t('campaign.templateHelp')}
            value={templateKey}
            maxLength={120}
            error={missing !== null && templateKey.trim() === '' ? missing : null}
            onChange={(event) => typed.change({ templateKey: event.currentTarget.value })}
          />
          <AudienceFields audience={audience} set={(next) => typed.change({ audience: next })} />
        </>
      )}
    </ActDialog>
  );
}

interface TurnDialogProps {
  turn: Turn;
  /** Whom it would reach, while it has not begun. */
  reachable: number | null;
  onClose: () => void;
  run: (reason: string) => Promise<void>;
}

/** What leaves the house, or cannot come back, is asked for first. */
export function TurnDialog({ turn, reachable, onClose, run }: TurnDialogProps) {
  const { t } = useTranslation('content');
  const format = useFormat();
  const [reason, setReason] = useState('');
  const given = reason.trim();
  const isFree = turn === 'start' && given === '';
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t(`campaign.turn.${turn}`)}
      act={t(`campaign.turn.${turn}`)}
      check={() => (isFree || given.length >= REASON_LENGTH ? null : t('reasonShort'))}
      run={() => run(given)}
    >
      {(missing) => (
        <>
          <p>
            {turn === 'start' && reachable !== null
              ? t('campaign.ask.start', { shown: format.number(reachable) })
              : t(`campaign.ask.${turn === 'start' ? 'plain' : turn}`)}
          </p>
          <Textarea
            label={t(turn === 'start' ? 'note' : 'reason')}
            value={reason}
            maxLength={500}
            autosize
            minRows={2}
            error={missing}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </ActDialog>
  );
}
