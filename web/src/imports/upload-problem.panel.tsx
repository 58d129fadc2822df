import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Problem } from '../core/problem';
import { useFormat } from '../core/use-format';
import { ProblemBox } from '../parts/problem-box';
import type { FileFault } from './import-file.form';

const SERVER_FAULTS = [
  'empty',
  'undecodable',
  'not-csv',
  'no-end-of-header',
  'not-xlsx',
  'old-excel',
] as const;
const MEGABYTE = 1024 * 1024;

interface FaultBoxProps {
  fault: FileFault;
  file: File | undefined;
  /** A new one takes focus, so that it is read. */
  of: object;
}

/** A file that is not sent at all. */
export function FaultBox({ fault, file, of }: FaultBoxProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const size = `${format.number(Math.ceil((file?.size ?? 0) / MEGABYTE))}\u00a0MB`;
  return (
    <ProblemBox error={of} title={t(`faults.${fault}`)}>
      <p>{t(`faults.${fault}-text`, { name: file?.name ?? '', size })}</p>
    </ProblemBox>
  );
}

interface UploadProblemProps {
  error: unknown;
  /** Rows that the person may import at once. */
  most: number;
  onAgain: () => void;
}

/** What the server said of a file, in words that lead on. */
export function UploadProblem({ error, most, onAgain }: UploadProblemProps) {
  const { t } = useTranslation('imports');
  const parts = useTranslation('parts').t;
  const format = useFormat();
  if (error instanceof Problem && error.kind === 'import-file-unreadable')
    return (
      <ProblemBox error={error} title={t('faults.unreadable')}>
        <p>{unreadable(error)}</p>
      </ProblemBox>
    );
  if (error instanceof Problem && error.kind === 'import-too-large')
    return (
      <ProblemBox error={error} title={t('faults.too-many')}>
        <p>{t('faults.too-many-text', { rows: format.number(most) })}</p>
      </ProblemBox>
    );
  return (
    <>
      <ProblemBox error={error} />
      <div>
        <Button variant="default" onClick={onAgain}>
          {parts('retry')}
        </Button>
      </div>
    </>
  );

  function unreadable({ members, detail }: Problem): string {
    const fault = SERVER_FAULTS.find((known) => known === members['fault']);
    const line = typeof members['line'] === 'number' ? members['line'] : null;
    return [
      line !== null && t('faults.line', { line: format.number(line) }),
      fault ? t(`faults.${fault}`) : detail,
    ]
      .filter(Boolean)
      .join(' ');
  }
}
