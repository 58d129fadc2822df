import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import { Dialog } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import { assignLead, colleaguesQuery, keepLead, leadsKeys, type LeadView } from './leads.queries';

const REASON_LENGTH = 10;

interface ActDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  act: string;
  /** @returns what is missing, or null to run */
  check: () => string | null;
  run: () => Promise<void>;
  children: (missing: string | null) => ReactNode;
}

/** A dialog with one act; what goes wrong stays in it, with the input. */
export function ActDialog({ opened, onClose, title, act, check, run, children }: ActDialogProps) {
  const { t } = useTranslation('parts');
  const [missing, setMissing] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    const found = check();
    setMissing(found);
    if (found !== null) return;
    setBusy(true);
    setError(null);
    try {
      await run();
      onClose();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <form
        className="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children(missing)}
        {error !== null && <ProblemBox error={error} />}
        <div className="form-acts">
          <Button type="submit" loading={busy}>
            {act}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ReasonDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  text: string;
  act: string;
  run: (reason: string) => Promise<void>;
}

export function ReasonDialog({ text, run, ...dialog }: ReasonDialogProps) {
  const { t } = useTranslation('leads');
  const [reason, setReason] = useState('');
  return (
    <ActDialog
      {...dialog}
      check={() => (reason.trim().length < REASON_LENGTH ? t('duplicates.reasonShort') : null)}
      run={() => run(reason.trim())}
    >
      {(missing) => (
        <>
          <p>{text}</p>
          <Textarea
            label={t('reason')}
            error={missing}
            rows={3}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </ActDialog>
  );
}

interface AssignDialogProps {
  lead: LeadView;
  opened: boolean;
  onClose: () => void;
  /** The lead has left what one may see. */
  onGone: () => void;
}

/** Gives the lead to somebody; can be taken back for eight seconds. */
export function AssignDialog({ lead, opened, onClose, onGone }: AssignDialogProps) {
  const { t } = useTranslation('leads');
  const queries = useQueryClient();
  const colleagues = useQuery({ ...colleaguesQuery, enabled: opened }).data?.items ?? [];
  const [ownerId, setOwnerId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const give = async (to: string, why?: string) => {
    const given = await assignLead(lead.id, to, why);
    if (given) keepLead(queries, given);
    else queries.removeQueries({ queryKey: leadsKeys.one(lead.id) });
    void queries.invalidateQueries({ queryKey: leadsKeys.lists });
    if (!given) onGone();
  };
  const run = async () => {
    const before = lead.ownerId;
    const to = ownerId ?? '';
    await give(to, reason.trim() || undefined);
    const id = `assigned-${lead.id}`;
    if (before !== null) offerUndo(id, () => void give(before));
    toast(
      <span className="undo">
        {t('assign.done', {
          company: lead.company,
          owner: colleagues.find((colleague) => colleague.id === to)?.name,
        })}
        {before !== null && (
          <Button variant="subtle" size="compact-sm" onClick={undoLast}>
            {t('undo')}
          </Button>
        )}
      </span>,
      id,
    );
  };
  return (
    <ActDialog
      opened={opened}
      onClose={onClose}
      title={t('assign.title', { company: lead.company })}
      act={t('assign.act')}
      check={() => (ownerId === null ? t('form.required') : null)}
      run={run}
    >
      {(missing) => (
        <>
          <Select
            label={t('assign.to')}
            error={missing}
            data={colleagues
              .filter(
                ({ id, role }) => id !== lead.ownerId && role !== 'ADMIN' && role !== 'AUDITOR',
              )
              .map(({ id, name }) => ({ value: id, label: name }))}
            value={ownerId}
            onChange={setOwnerId}
            searchable
            nothingFoundMessage={t('assign.nobody')}
            data-autofocus
          />
          <TextInput
            label={t('assign.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </>
      )}
    </ActDialog>
  );
}
