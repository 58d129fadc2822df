import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '../core/colleagues';
import { useSession } from '../core/session';
import { ActDialog } from '../parts/act-dialog';
import { type BulkKind, type BulkWork, teamsQuery } from './bulk.queries';
import { ReasonDialog } from './reason.form';

const HOWS = ['person', 'round-robin', 'least-busy'] as const;
type How = (typeof HOWS)[number];
const TAGS: readonly BulkKind[] = ['tag', 'untag'];

interface BulkDialogProps {
  kind: BulkKind;
  /** How many leads, in words. */
  about: string;
  onClose: () => void;
  run: (act: BulkWork) => Promise<void>;
}

/** Asks what an act on several leads needs: to whom, which tag, or why. */
export function BulkDialog(props: BulkDialogProps) {
  if (props.kind === 'assign') return <AssignMany {...props} />;
  return TAGS.includes(props.kind) ? <TagMany {...props} /> : <WhyMany {...props} />;
}

function useWords({ kind, about }: BulkDialogProps) {
  const { t } = useTranslation('lead-lists');
  return {
    title: t(`bulk.acts.${kind}.title`, { about }),
    act: t(`bulk.acts.${kind}.act`),
  };
}

function AssignMany(props: BulkDialogProps) {
  const { t } = useTranslation('lead-lists');
  const { user, scope } = useSession();
  const words = useWords(props);
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const mine = scope.kind === 'all' ? teams : teams.filter((team) => team.managerId === user.id);
  const [how, setHow] = useState<How>('person');
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const people = colleagues.filter(({ role }) => role !== 'ADMIN' && role !== 'AUDITOR');
  const options = (how === 'person' ? people : mine).map(({ id, name }) => ({
    value: id,
    label: name,
  }));
  const run = () => {
    const why = reason.trim() === '' ? {} : { reason: reason.trim() };
    const id = to ?? '';
    return props.run(
      how === 'person'
        ? { kind: 'assign', ownerId: id, ...why }
        : { kind: 'distribute', by: how, teamId: id, ...why },
    );
  };
  return (
    <ActDialog
      opened
      onClose={props.onClose}
      {...words}
      check={() => (to === null ? t('bulk.required') : null)}
      run={run}
    >
      {(missing) => (
        <>
          <Select
            label={t('bulk.how.label')}
            data={HOWS.map((value) => ({ value, label: t(`bulk.how.${value}`) }))}
            value={how}
            onChange={(value) => {
              setHow(HOWS.find((known) => known === value) ?? how);
              setTo(null);
            }}
            allowDeselect={false}
            data-autofocus
          />
          <Select
            label={t(how === 'person' ? 'bulk.to' : 'bulk.team')}
            error={missing}
            data={options}
            value={to}
            onChange={setTo}
            searchable
            nothingFoundMessage={t('bulk.nobody')}
          />
          <TextInput
            label={t('bulk.reasonFree')}
            value={reason}
            maxLength={1000}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </>
      )}
    </ActDialog>
  );
}

function TagMany(props: BulkDialogProps) {
  const { t } = useTranslation('lead-lists');
  const words = useWords(props);
  const [tag, setTag] = useState('');
  const kind = props.kind === 'untag' ? 'untag' : 'tag';
  return (
    <ActDialog
      opened
      onClose={props.onClose}
      {...words}
      check={() => (tag.trim() === '' ? t('bulk.required') : null)}
      run={() => props.run({ kind, tag: tag.trim() })}
    >
      {(missing) => (
        <TextInput
          label={t('bulk.tag')}
          error={missing}
          value={tag}
          maxLength={40}
          onChange={(event) => setTag(event.currentTarget.value)}
          data-autofocus
        />
      )}
    </ActDialog>
  );
}

const WITH_REASON = ['pause', 'resume', 'lose', 'reopen'] as const;

function WhyMany(props: BulkDialogProps) {
  const { t } = useTranslation('lead-lists');
  const words = useWords(props);
  const kind = WITH_REASON.find((known) => known === props.kind) ?? 'pause';
  return (
    <ReasonDialog
      onClose={props.onClose}
      {...words}
      text={t(`bulk.texts.${kind}`)}
      run={(reason) => props.run({ kind, reason })}
    />
  );
}
