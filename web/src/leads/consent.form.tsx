import { currentTime } from '../core/now';
import { Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { clockAt, instantAt } from '../core/zoned';
import { Dialog } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import { DayField } from '../parts/day-field';
import type { LeadView } from './leads.queries';
import { useIntent } from '../core/use-intent';
import {
  CONSENT_BASES,
  type ConsentView,
  type ConsentMatter,
  type Contact,
  contactName,
  recordConsent,
} from './work.queries';
import { workKeys } from './work-keys.queries';

/** What was clicked; the state can still be chosen. */
export interface ConsentWish {
  readonly contact: Contact;
  readonly matter: ConsentMatter;
  readonly state: ConsentView['state'];
}

const STATES = ['given', 'refused', 'revoked'] as const;
const THINGS = ['sample', 'bulk-order'] as const;
const PROOF_LENGTH = 10;

interface Values {
  state: ConsentView['state'];
  basis: (typeof CONSENT_BASES)[number];
  thing: string;
  source: string;
  proof: string;
  on: string | null;
}

/** Records a word of a contact. It is never changed afterwards; a later word replaces it. */
export function ConsentDialog(props: { lead: LeadView; wish: ConsentWish; onClose: () => void }) {
  const { lead, wish, onClose } = props;
  const { t } = useTranslation('work');
  const { user } = useSession();
  const queries = useQueryClient();
  const today = clockAt(currentTime(), user.timeZone);
  const [values, setValues] = useState<Values>({
    state: wish.state,
    basis: 'OPT_IN',
    thing: THINGS[0],
    source: '',
    proof: '',
    on: today.day,
  });
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const { intent, answered } = useIntent();
  const set = (change: Partial<Values>) => {
    setValues({ ...values, ...change });
    setMissing(missing.filter((field) => !(field in change)));
  };
  const isGiven = values.state === 'given';
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const found = [
      ...(values.source.trim() === '' ? ['source'] : []),
      ...(isGiven && values.proof.trim().length < PROOF_LENGTH ? ['proof'] : []),
    ];
    setMissing(found);
    if (found.length > 0) return;
    setBusy(true);
    setError(null);
    try {
      await recordConsent(lead.id, bodyOf(wish, values, today, user.timeZone), intent);
      void queries.invalidateQueries({ queryKey: workKeys.consents(lead.id) });
      toast(t('consents.saved', { name: contactName(wish.contact) }));
      onClose();
    } catch (cause) {
      answered(cause);
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('consents.of', {
        channel: t(`channel.${wish.matter.key}`),
        name: contactName(wish.contact),
      })}
    >
      <form className="dialog-form" noValidate onSubmit={(event) => void submit(event)}>
        <SegmentedControl
          aria-label={t('consents.state')}
          data={STATES.map((value) => ({ value, label: t(`consentState.${value}`) }))}
          value={values.state}
          onChange={(state) => set({ state: state })}
        />
        {wish.matter.key === 'tracking' && <p className="rl-quiet">{t('consents.tracking')}</p>}
        {isGiven && wish.matter.key !== 'tracking' && (
          <BasisFields wish={wish} values={values} set={set} />
        )}
        <TextInput
          label={t('consents.source')}
          placeholder={t('consents.sourceHint')}
          error={missing.includes('source') ? t('consents.sourceMissing') : null}
          value={values.source}
          onChange={(event) => set({ source: event.currentTarget.value })}
          autoComplete="off"
          data-autofocus
        />
        <DayField
          size="sm"
          label={t('consents.on')}
          value={values.on}
          most={today.day}
          onChange={(on) => set({ on })}
        />
        <Textarea
          label={t(isGiven ? 'consents.proof' : 'consents.proofOptional')}
          description={t('consents.proofHelp')}
          error={missing.includes('proof') ? t('consents.proofMissing') : null}
          rows={3}
          value={values.proof}
          onChange={(event) => set({ proof: event.currentTarget.value.replaceAll('\n', ' ') })}
        />
        {error !== null && <ProblemBox error={error} />}
        <div className="form-acts">
          <Button type="submit" loading={busy}>
            {t('consents.save')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function BasisFields(props: {
  wish: ConsentWish;
  values: Values;
  set: (change: Partial<Values>) => void;
}) {
  const { wish, values, set } = props;
  const { t } = useTranslation('work');
  const isNotEnough =
    values.basis === 'LEGITIMATE_INTEREST' ||
    (wish.matter.channel === 'whatsapp' && values.basis !== 'OPT_IN');
  return (
    <>
      <Select
        label={t('consents.basis')}
        description={isNotEnough ? t('consents.notEnough') : null}
        data={CONSENT_BASES.map((value) => ({ value, label: t(`basis.${value}`) }))}
        value={values.basis}
        onChange={(basis) => basis && set({ basis: basis })}
        allowDeselect={false}
      />
      {values.basis === 'REQUESTED_CONTACT' && (
        <Select
          label={t('consents.thing')}
          description={t('consents.thingHelp')}
          data={THINGS.map((value) => ({ value, label: t(`thing.${value}`) }))}
          value={values.thing}
          onChange={(thing) => thing && set({ thing })}
          allowDeselect={false}
        />
      )}
    </>
  );
}

function bodyOf(
  { contact, matter: { channel, purpose } }: ConsentWish,
  { state, basis, thing, source, proof, on }: Values,
  today: { day: string; time: string },
  timeZone: string,
) {
  const isGiven = state === 'given';
  return {
    contactId: contact.id,
    channel,
    purpose,
    state,
    source: source.trim(),
    // Today means now; for another day the middle of it stands for an hour that nobody wrote down.
    ...(on !== null &&
      on !== today.day && { givenAt: instantAt(on, '12:00', timeZone).toISOString() }),
    ...(isGiven && { basis }),
    ...(isGiven && basis === 'REQUESTED_CONTACT' && { requestedThing: thing }),
    ...(proof.trim() !== '' && { proof: proof.trim() }),
  };
}
