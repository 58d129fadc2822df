import { Button, Select } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '../core/colleagues';
import { randomId } from '../core/ids';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { upload } from '../core/upload';
import { useFormat } from '../core/use-format';
import { ProgressBar } from '../parts/progress-bar';
import { ACCEPTED, type FileFault, fileFault, MOST_ROWS } from './import-file.form';
import { type ImportView, uploadPath } from './imports.queries';
import { FaultBox, UploadProblem } from './upload-problem.panel';

interface Sending {
  readonly file: File;
  /** The part that has left this machine; 1 while the server reads the rest. */
  readonly part: number;
}

interface Wrong {
  readonly fault: FileFault;
  readonly file: File | undefined;
}

interface Refused {
  readonly error: unknown;
  readonly file: File;
  readonly intent: string;
}

/** Takes a file by drop or by the dialog of the browser, looks at it, and sends it. */
export function UploadForm({ onDone }: { onDone: (created: ImportView) => void }) {
  const session = useSession();
  const [owner, setOwner] = useState<string | null>(session.user.id);
  const [sending, setSending] = useState<Sending | null>(null);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const send = async (file: File, intent: string) => {
    const controller = new AbortController();
    running.current = controller;
    setRefused(null);
    setSending({ file, part: 0 });
    try {
      const created = await upload<ImportView>({
        path: uploadPath(file, owner === session.user.id ? null : owner),
        file,
        intent,
        signal: controller.signal,
        onProgress: (part) => setSending({ file, part }),
      });
      onDone(created);
    } catch (error) {
      if (!controller.signal.aborted) setRefused({ error, file, intent });
    } finally {
      if (running.current === controller) setSending(null);
    }
  };
  const take = (files: readonly File[]) => {
    const [file] = files;
    if (!file) return;
    const fault = files.length > 1 ? 'one' : fileFault(file);
    setRefused(null);
    setWrong(fault && { fault, file });
    if (!fault) void send(file, randomId());
  };
  const cancel = () => {
    running.current?.abort();
    setSending(null);
  };
  return (
    <div className="upload">
      {sending ? (
        <SendingView {...sending} onCancel={cancel} />
      ) : (
        <DropZone onFiles={take} most={MOST_ROWS[session.user.role]} />
      )}
      {wrong && <FaultBox fault={wrong.fault} file={wrong.file} of={wrong} />}
      {refused && (
        <UploadProblem
          error={refused.error}
          most={MOST_ROWS[session.user.role]}
          onAgain={() => void send(refused.file, refused.intent)}
        />
      )}
      {may(session, 'leads.assign') && (
        <OwnerSelect owner={owner} onChange={setOwner} disabled={sending !== null} />
      )}
    </div>
  );
}

function DropZone({ onFiles, most }: { onFiles: (files: File[]) => void; most: number }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <div
      className="drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <IconFileSpreadsheet size={32} stroke={1.25} aria-hidden />
      <p className="drop-hint">{t('file.drop')}</p>
      <Button onClick={() => input.current?.click()}>{t('file.choose')}</Button>
      <p className="drop-kinds">{t('file.kinds', { rows: format.number(most) })}</p>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        hidden
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again after it was corrected.
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

function SendingView({ file, part, onCancel }: Sending & { onCancel: () => void }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const isSent = part >= 1;
  const label = t(isSent ? 'file.reading' : 'file.sending', { name: file.name });
  return (
    <div className="drop" data-busy>
      <IconFileSpreadsheet size={32} stroke={1.25} aria-hidden />
      <ProgressBar
        label={label}
        value={isSent ? null : part}
        text={isSent ? null : t('file.sent', { part: format.rate(Math.floor(part * 100) / 100) })}
      />
      <Button variant="default" onClick={onCancel}>
        {t('file.cancel')}
      </Button>
    </div>
  );
}

interface OwnerSelectProps {
  owner: string | null;
  onChange: (owner: string | null) => void;
  disabled: boolean;
}

function OwnerSelect({ owner, onChange, disabled }: OwnerSelectProps) {
  const { t } = useTranslation('imports');
  const { user } = useSession();
  const found = useQuery(colleaguesQuery).data?.items ?? [];
  const others = found.filter(({ id, role }) => id !== user.id && role !== 'AUDITOR');
  return (
    <Select
      className="upload-owner"
      label={t('file.owner')}
      description={t('file.ownerHelp')}
      data={[
        { value: user.id, label: user.name },
        ...others.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={owner}
      onChange={onChange}
      allowDeselect={false}
      searchable
      disabled={disabled}
    />
  );
}
