import {
  ActionIcon,
  Button,
  MultiSelect,
  NumberInput,
  Select,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClauseWords } from './clause-words.panel';
import { ConditionText } from './rule-list.panel';
import { type Clause, type Condition, type Fact, factsQuery, isClause } from './rules.queries';

type Operator = Clause['operator'];

const NUMBERS: readonly Operator[] = [
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
];
const LISTS: readonly Operator[] = ['in', 'notIn'];

/** Which operators fit a fact. */
export function operatorsFor({ type }: Fact): Operator[] {
  if (type === 'flag') return ['equal', 'notEqual'];
  return ['equal', 'notEqual', ...LISTS, ...(type === 'number' ? NUMBERS : [])];
}

/** A value to begin with, of the kind that fact and operator want. */
export function valueFor({ type, values }: Fact, operator: Operator): Clause['value'] {
  const one = type === 'flag' ? true : type === 'number' ? 0 : (values?.[0] ?? '-');
  return LISTS.includes(operator) ? [one as string | number] : one;
}

interface EditorProps {
  when: Condition;
  onChange: (when: Condition) => void;
}

/** The conditions of a rule: all of them, or any; what is nested deeper is read here and written as JSON. */
export function ConditionsEditor({ when, onChange }: EditorProps) {
  const { t } = useTranslation('rules');
  const facts = useQuery(factsQuery).data?.facts ?? [];
  if (isClause(when) || 'not' in when)
    return (
      <p className="rule-text">
        <ConditionText condition={when} /> <span className="rl-quiet">{t('jsonOnly')}</span>
      </p>
    );
  const isAll = 'all' in when;
  const parts = isAll ? when.all : when.any;
  const put = (next: readonly Condition[], all = isAll) =>
    onChange(all ? { all: next } : { any: next });
  const [first] = facts;
  return (
    <div className="rule-conditions">
      <div className="rule-then">
        <b>{t('if')}</b>
        <Select
          size="xs"
          aria-label={t('together')}
          data={[
            { value: 'all', label: t('allOf') },
            { value: 'any', label: t('anyOf') },
          ]}
          value={isAll ? 'all' : 'any'}
          onChange={(value) => put(parts, value === 'all')}
          allowDeselect={false}
        />
      </div>
      <ul>
        {parts.map((part, index) => (
          <li key={index} className="rule-condition">
            {isClause(part) ? (
              <ClauseEditor
                clause={part}
                facts={facts}
                onChange={(clause) => put(parts.map((old, at) => (at === index ? clause : old)))}
              />
            ) : (
              <span className="rule-text">
                (<ConditionText condition={part} />){' '}
                <span className="rl-quiet">{t('jsonOnly')}</span>
              </span>
            )}
            <ActionIcon
              aria-label={t('removeClause', { place: index + 1 })}
              disabled={!isAll && parts.length === 1}
              onClick={() => put(parts.filter((_, at) => at !== index))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {first && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            put([
              ...parts,
              { fact: first.name, operator: 'equal', value: valueFor(first, 'equal') },
            ])
          }
        >
          {t('addClause')}
        </Button>
      )}
    </div>
  );
}

interface ClauseProps {
  clause: Clause;
  facts: readonly Fact[];
  onChange: (clause: Clause) => void;
}

function ClauseEditor({ clause, facts, onChange }: ClauseProps) {
  const { t } = useTranslation('rules');
  const { factOf, operatorOf } = useClauseWords();
  const fact = facts.find(({ name }) => name === clause.fact);
  if (!fact) return null;
  const setFact = (name: string | null) => {
    const next = facts.find((one) => one.name === name);
    if (next) onChange({ fact: next.name, operator: 'equal', value: valueFor(next, 'equal') });
  };
  const setOperator = (name: string | null) => {
    const operator = operatorsFor(fact).find((one) => one === name);
    if (!operator) return;
    const isSameKind = LISTS.includes(operator) === LISTS.includes(clause.operator);
    onChange({ ...clause, operator, value: isSameKind ? clause.value : valueFor(fact, operator) });
  };
  return (
    <>
      <Select
        size="xs"
        aria-label={t('factLabel')}
        data={facts.map(({ name }) => ({ value: name, label: factOf(name) }))}
        value={clause.fact}
        onChange={setFact}
        allowDeselect={false}
        searchable
      />
      <Select
        size="xs"
        aria-label={t('operatorLabel')}
        data={operatorsFor(fact).map((value) => ({ value, label: operatorOf(value) }))}
        value={clause.operator}
        onChange={setOperator}
        allowDeselect={false}
      />
      <ValueField
        clause={clause}
        fact={fact}
        onChange={(value) => onChange({ ...clause, value })}
      />
    </>
  );
}

function ValueField(props: {
  clause: Clause;
  fact: Fact;
  onChange: (value: Clause['value']) => void;
}) {
  const { clause, fact, onChange } = props;
  const { t, i18n } = useTranslation('rules');
  const { valueOf } = useClauseWords();
  const common = {
    size: 'xs' as const,
    'aria-label': t('valueLabel'),
    error: clause.value === '' && t('valueMissing'),
  };
  const options = (fact.values ?? []).map((value) => ({ value, label: valueOf(fact.name, value) }));
  if (Array.isArray(clause.value)) {
    const chosen = clause.value.map(String);
    const put = (values: string[]) =>
      values.length > 0 &&
      onChange(fact.type === 'number' ? values.map(Number).filter(Number.isFinite) : values);
    return fact.values ? (
      <MultiSelect {...common} data={options} value={chosen} onChange={put} />
    ) : (
      <TagsInput {...common} value={chosen} onChange={put} />
    );
  }
  if (fact.type === 'flag')
    return (
      <Select
        {...common}
        data={[
          { value: 'true', label: t('value.yes') },
          { value: 'false', label: t('value.no') },
        ]}
        value={String(clause.value)}
        onChange={(value) => onChange(value === 'true')}
        allowDeselect={false}
      />
    );
  if (fact.type === 'number') {
    const scale = { confidence: 0.01, volumeCents: 100 }[fact.name as string] ?? 1;
    return (
      <NumberInput
        {...common}
        value={clause.value === '' ? '' : Math.round((Number(clause.value) / scale) * 1000) / 1000}
        suffix={fact.name === 'confidence' ? ' %' : undefined}
        decimalSeparator={i18n.language === 'de' ? ',' : '.'}
        thousandSeparator={i18n.language === 'de' ? '.' : ','}
        onChange={(value) =>
          onChange(
            value === '' || Number.isNaN(Number(value))
              ? ''
              : Math.round(Number(value) * scale * 100_000) / 100_000,
          )
        }
        hideControls
      />
    );
  }
  return fact.values ? (
    <Select
      {...common}
      data={options}
      value={String(clause.value)}
      onChange={(value) => value && onChange(value)}
      allowDeselect={false}
    />
  ) : (
    <TextInput
      {...common}
      value={String(clause.value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
