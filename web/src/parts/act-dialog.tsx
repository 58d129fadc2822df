import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog';
import { ProblemBox } from './problem-box';

export interface ActDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: number;
  act: string;
  /** @returns what is missing, or null to run */
  check: () => string | null;
  run: () => Promise<void>;
  /** What a problem means here, beyond its own text. */
  explain?: (error: unknown) => ReactNode;
  children: (missing: string | null) => ReactNode;
}

/** A dialog with one act; what goes wrong stays in it, with the input. */
export function ActDialog(props: ActDialogProps) {
  const { opened, onClose, title, size, act, check, run, explain, children } = props;
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
    <Dialog opened={opened} onClose={onClose} title={title} {...(size !== undefined && { size })}>
      <form
        className="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children(missing)}
        {error !== null && <ProblemBox error={error}>{explain?.(error)}</ProblemBox>}
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
