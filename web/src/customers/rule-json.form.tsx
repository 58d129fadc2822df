import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropDraft, keepDraft, readDraft } from '../core/draft';
import type { Rule } from './rules.queries';

interface JsonProps {
  rules: Rule[];
  /** Where a text is kept that cannot be read. */
  draft: string;
  /** Null for what is only read. */
  onChange: ((rules: Rule[]) => void) | null;
  /** Whether what is typed cannot be read. */
  onFault: (isFault: boolean) => void;
}

const written = (rules: readonly Rule[]): string => JSON.stringify(rules, null, 2);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** As much as the builder needs to show them; the server checks the rest. */
const areRules = (read: unknown): read is Rule[] =>
  Array.isArray(read) &&
  read.every(
    (rule) =>
      isObject(rule) &&
      typeof rule['key'] === 'string' &&
      isObject(rule['name']) &&
      typeof rule['name']['de'] === 'string' &&
      typeof rule['name']['en'] === 'string' &&
      isObject(rule['when']) &&
      isObject(rule['then']) &&
      typeof rule['then']['action'] === 'string' &&
      typeof rule['stop'] === 'boolean',
  );

function readRules(text: string, noList: string): { read: Rule[] | null; fault: string | null } {
  try {
    const read: unknown = JSON.parse(text);
    return areRules(read) ? { read, fault: null } : { read: null, fault: noList };
  } catch (error) {
    return { read: null, fault: error instanceof SyntaxError ? error.message : noList };
  }
}

/** The rules as the engine has them; everything that the builder cannot write is written here. */
export function JsonPanel({ rules, draft, onChange, onFault }: JsonProps) {
  const { t } = useTranslation('rules');
  const [text, setText] = useState(() => {
    const kept = onChange && (readDraft(draft) as { text: string } | null);
    return kept ? kept.text : written(rules);
  });
  const { fault } = readRules(text, t('json.noList'));
  const change = (next: string) => {
    setText(next);
    const found = readRules(next, '');
    onFault(found.read === null);
    if (found.read === null) keepDraft(draft, { text: next });
    else {
      dropDraft(draft);
      onChange?.(found.read);
    }
  };
  return (
    <Textarea
      className="rule-json"
      label={t('json.label')}
      description={t(onChange ? 'json.help' : 'json.readOnly')}
      error={fault}
      value={text}
      readOnly={onChange === null}
      onChange={(event) => change(event.currentTarget.value)}
      autosize
      minRows={12}
      maxRows={40}
      spellCheck={false}
    />
  );
}
