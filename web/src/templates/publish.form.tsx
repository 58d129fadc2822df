import { Button, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../core/toast';
import { Dialog } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import { publishVersion, templateKeys, type VersionView, versionQuery } from './templates.queries';

const REASON_LENGTH = 10;

interface PublishDialogProps {
  opened: boolean;
  onClose: () => void;
  version: VersionView;
  userId: string;
}

/** What leaves the house is asked for first: from then on leads get this text. */
export function PublishDialog({ opened, onClose, version, userId }: PublishDialogProps) {
  const { t } = useTranslation('templates');
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t('publish.title', { number: version.number })}
    >
      {opened && <Fields onClose={onClose} version={version} userId={userId} />}
    </Dialog>
  );
}

function Fields({ onClose, version, userId }: Omit<PublishDialogProps, 'opened'>) {
  const { t } = useTranslation('templates');
  const parts = useTranslation('parts').t;
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isMine = version.editedBy === userId;
  const given = reason.trim();
  const isShort = given.length < REASON_LENGTH && (isMine || given !== '');
  const publish = async () => {
    setBusy(true);
    setError(null);
    try {
      const published = await publishVersion(version.id, given === '' ? undefined : given);
      queries.setQueryData(versionQuery(version.id).queryKey, published);
      await queries.invalidateQueries({ queryKey: templateKeys.all });
      toast(t('publish.done', { number: version.number }));
      onClose();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (!isShort) void publish();
  };
  return (
    <form className="dialog-form" noValidate onSubmit={submit}>
      <p>{isMine ? t('publish.mine') : t('publish.text')}</p>
      <Textarea
        label={isMine ? t('publish.reason') : t('publish.note')}
        error={tried && isShort ? t('publish.reasonShort') : null}
        value={reason}
        maxLength={500}
        autosize
        minRows={2}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      {error !== null && <ProblemBox error={error} />}
      <div className="form-acts">
        <Button type="submit" loading={busy}>
          {t('publish.act')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {parts('cancel')}
        </Button>
      </div>
    </form>
  );
}
