import { Button, Textarea } from '@mantine/core';
import { IconPencil, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, toastProblem } from '../core/toast';
import { Dialog } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import {
  actOnSequence,
  actsOn,
  draftSequence,
  type Sequence,
  type SequenceAct,
  sequenceKeys,
} from './sequences.queries';

interface ActsProps {
  shown: Sequence;
  versions: readonly Sequence[];
  /** What is typed into the draft and not saved would not come into force with it. */
  isChanged: boolean;
}

const ICONS = { pause: IconPlayerPause, resumption: IconPlayerPlay } as const;
const REASON_LENGTH = 3;

/** What may be done with this version; what concerns every lead from now on is asked for first. */
export function SequenceActs({ shown, versions, isChanged }: ActsProps) {
  const { t } = useTranslation('sequences');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<SequenceAct | null>(null);
  const draft = versions.find(({ state }) => state === 'draft');
  const begin = async () => {
    try {
      const made = draft ?? (await draftSequence(shown.key, shown.steps));
      await queries.invalidateQueries({ queryKey: sequenceKeys.all });
      void navigate({
        to: '/sequences/$id/v/$n',
        params: { id: made.key, n: String(made.version) },
      });
    } catch (error) {
      toastProblem(core, error);
    }
  };
  return (
    <>
      {actsOn(shown)
        .toReversed()
        .map((act) => {
          const Icon = act === 'pause' || act === 'resumption' ? ICONS[act] : null;
          return (
            <Button
              key={act}
              variant={act === 'activation' ? 'filled' : 'default'}
              leftSection={Icon && <Icon size={16} aria-hidden />}
              onClick={() => setAsked(act)}
              {...(act === 'activation' && isChanged
                ? { disabled: true, title: t('saveFirst') }
                : {})}
            >
              {t(`act.${act}.act`)}
            </Button>
          );
        })}
      {shown.state !== 'draft' && (
        <Button
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={() => void begin()}
        >
          {draft ? t('toDraft', { version: draft.version }) : t('draft')}
        </Button>
      )}
      <Dialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={asked === null ? '' : t(`act.${asked}.title`, { version: shown.version })}
      >
        {asked !== null && <ActForm act={asked} shown={shown} onClose={() => setAsked(null)} />}
      </Dialog>
    </>
  );
}

function ActForm(props: { act: SequenceAct; shown: Sequence; onClose: () => void }) {
  const { act, shown, onClose } = props;
  const { t } = useTranslation('sequences');
  const parts = useTranslation('parts').t;
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isShort = reason.trim().length < REASON_LENGTH;
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (isShort) return;
    setBusy(true);
    setError(null);
    try {
      await actOnSequence(shown.id, act, reason.trim());
      await queries.invalidateQueries({ queryKey: sequenceKeys.all });
      toast(t(`act.${act}.done`, { version: shown.version }));
      onClose();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <form className="dialog-form" noValidate onSubmit={(event) => void submit(event)}>
      <p>{t(`act.${act}.text`, { count: shown.enrolled })}</p>
      <Textarea
        label={t('reason')}
        error={tried && isShort ? t('reasonShort') : null}
        value={reason}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      {error !== null && <ProblemBox error={error} />}
      <div className="form-acts">
        <Button type="submit" loading={busy}>
          {t(`act.${act}.act`)}
        </Button>
        <Button variant="default" onClick={onClose}>
          {parts('cancel')}
        </Button>
      </div>
    </form>
  );
}
