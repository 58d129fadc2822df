import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import {
  keptContentQuery,
  messageTemplatesQuery,
  needsMessage,
  type Step,
} from './sequences.queries';

const KEYS = ['template', 'package'] as const;

/** What a message needs of a step. */
type Messaging = Pick<Step, 'channel' | 'whatsapp'>;

/** A step that may go by WhatsApp names the template and the content; the server refuses anything else. */
export function lacksMessage(step: Messaging): boolean {
  return needsMessage(step) && KEYS.some((key) => !step.whatsapp?.[key]);
}

interface MessageFieldsProps {
  step: Messaging;
  tried: boolean;
  set: (change: Pick<Step, 'whatsapp'>) => void;
}

/** What leaves by WhatsApp: the template with its buttons, and the content that the first of them promises. */
export function MessageFields({ step, tried, set }: MessageFieldsProps) {
  const { t } = useTranslation('sequences');
  const session = useSession();
  const templates =
    useQuery({ ...messageTemplatesQuery, enabled: may(session, 'whatsapp.read') }).data ?? [];
  const contents = useQuery(keptContentQuery).data ?? [];
  const { template = '', package: content = '' } = step.whatsapp ?? {};
  const shown = templates.find(({ key }) => key === template);
  const put = (key: (typeof KEYS)[number], value: string) =>
    set({ whatsapp: { template, package: content, [key]: value } });
  const options = {
    template: templates.map(({ key, isApproved }) => ({
      value: key,
      label: isApproved ? key : t('message.notApproved', { key }),
    })),
    package: contents.map(({ key, name }) => ({ value: key, label: name })),
  };
  const values = { template, package: content };
  return (
    <>
      {KEYS.map((key) => {
        const value = values[key];
        const isKnown = options[key].some((option) => option.value === value);
        return (
          <Select
            key={key}
            size="xs"
            label={t(`field.${key}`)}
            description={options[key].length === 0 ? t(`message.none.${key}`) : undefined}
            data={
              isKnown || value === '' ? options[key] : [...options[key], { value, label: value }]
            }
            value={value === '' ? null : value}
            error={tried && value === '' ? t(`message.missing.${key}`) : null}
            onChange={(chosen) => chosen !== null && put(key, chosen)}
            allowDeselect={false}
          />
        );
      })}
      {shown && (
        <div className="sequence-message" role="group" aria-label={t('message.preview')}>
          <p>{shown.body}</p>
          {shown.buttons.length > 0 && (
            <ul>
              {shown.buttons.map((label) => (
                <li key={label}>{label}</li>
              ))}
            </ul>
          )}
        </div>
      )}
    </>
  );
}
