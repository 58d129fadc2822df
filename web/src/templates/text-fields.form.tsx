import { Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Body, type Variable, variablesQuery } from './templates.queries';

type Field = keyof Body;
const FIELDS: readonly Field[] = ['subject', 'html', 'plain'];
type Input = HTMLInputElement | HTMLTextAreaElement;

interface TextFieldsProps {
  body: Body;
  editable: boolean;
  onChange: (body: Body) => void;
}

/** Subject, HTML and plain text; a variable goes where the cursor was last. */
export function TextFields({ body, editable, onChange }: TextFieldsProps) {
  const { t } = useTranslation('templates');
  const inputs = useRef<Partial<Record<Field, Input | null>>>({});
  const last = useRef<Field>('html');
  const bind = (field: Field) => ({
    label: t(`field.${field}`),
    value: body[field],
    readOnly: !editable,
    spellCheck: false,
    onFocus: () => {
      last.current = field;
    },
    onChange: (event: { currentTarget: Input }) =>
      onChange({ ...body, [field]: event.currentTarget.value }),
  });
  const insert = ({ path, type }: Variable) => {
    const field = last.current;
    const input = inputs.current[field];
    const text = body[field];
    const [from, to] = [input?.selectionStart ?? text.length, input?.selectionEnd ?? text.length];
    const word = type === 'list' ? `{{ ${path} | join: ", " }}` : `{{ ${path} }}`;
    onChange({ ...body, [field]: text.slice(0, from) + word + text.slice(to) });
    window.requestAnimationFrame(() => {
      input?.focus();
      input?.setSelectionRange(from + word.length, from + word.length);
    });
  };
  return (
    <div className="card">
      <div className="card-body template-fields">
        <TextInput
          {...bind('subject')}
          ref={(input) => {
            inputs.current.subject = input;
          }}
          maxLength={500}
        />
        {editable && <Variables onPick={insert} />}
        {FIELDS.slice(1).map((field) => (
          <Textarea
            key={field}
            {...bind(field)}
            ref={(input) => {
              inputs.current[field] = input;
            }}
            rows={field === 'html' ? 18 : 12}
            classNames={{ input: 'template-code' }}
          />
        ))}
      </div>
    </div>
  );
}

function Variables({ onPick }: { onPick: (variable: Variable) => void }) {
  const { t } = useTranslation('templates');
  const variables = useQuery(variablesQuery).data?.items ?? [];
  return (
    <details className="template-variables">
      <summary>{t('variables')}</summary>
      <div role="group" aria-label={t('variables')}>
        {variables.map((variable) => (
          <UnstyledButton
            key={variable.path}
            className="chip template-variable"
            title={`${variable.description}${variable.required ? '' : ` ${t('optional')}`}`}
            onClick={() => onPick(variable)}
          >
            {variable.path}
          </UnstyledButton>
        ))}
      </div>
    </details>
  );
}
