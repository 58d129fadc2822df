import { Button, Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropDraft, keepDraft, readDraft } from '../core/draft';
import { ProblemBox } from '../parts/problem-box';
import { useImportAct } from './import-act.panel';
import {
  changeImport,
  FIELD_GROUPS,
  type ImportField,
  type ImportView,
  isOpen,
  type Mapping,
} from './imports.queries';
import { type MappingFaults, mappingFaults, sameMapping } from './mapping-faults.form';

const FIELDS = Object.keys(FIELD_GROUPS) as ImportField[];
const GROUPS = ['company', 'contact', 'relationship', 'origin'] as const;
const NONE = '';

interface MappingFormProps {
  of: ImportView;
  /** Whether the person may change it at all. */
  mayChange: boolean;
  onDone: () => void;
}

/** What each column means, with values of the file beside it; what was chosen survives a reload. */
export function MappingForm({ of, mayChange, onDone }: MappingFormProps) {
  const { t } = useTranslation('imports');
  const name = `import.${of.id}`;
  const [mapping, setMapping] = useState<Mapping>(() => draftOf(name, of));
  const [faults, setFaults] = useState<MappingFaults | null>(null);
  const { run, busy, error } = useImportAct(of.id);
  const mayEdit = mayChange && isOpen(of.state);
  const change = (next: Mapping) => {
    setMapping(next);
    if (faults) setFaults(mappingFaults(next));
    keepDraft(name, [...next]);
  };
  const reset = () => {
    dropDraft(name);
    setFaults(null);
    setMapping(of.mapping);
  };
  const submit = async () => {
    const found = mappingFaults(mapping);
    setFaults(found && { ...found });
    if (found) return;
    const isKept = of.state !== 'MAPPING' && sameMapping(mapping, of.mapping);
    if (!isKept && !(await run(() => changeImport(of.id, { mapping: [...mapping] })))) return;
    dropDraft(name);
    onDone();
  };
  return (
    <form
      className="import-mapping"
      noValidate
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="rl-quiet">
        {isOpen(of.state) ? t(`mapping.intro.${of.mappingSource}`) : t('mapping.locked')}
      </p>
      <Columns of={of} mapping={mapping} faults={faults} disabled={!mayEdit} onChange={change} />
      {faults && <Faults faults={faults} />}
      {error !== null && <ProblemBox error={error} rest={[]} />}
      {mayEdit && (
        <div className="form-acts form-acts-sticky">
          <Button type="submit" loading={busy}>
            {t('mapping.next')}
          </Button>
          {!sameMapping(mapping, of.mapping) && (
            <Button variant="subtle" color="gray" onClick={reset}>
              {t('mapping.clear')}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}

function draftOf(name: string, of: ImportView): Mapping {
  const draft = readDraft(name);
  const isUsable =
    isOpen(of.state) &&
    Array.isArray(draft) &&
    draft.length === of.header.length &&
    draft.every((field) => field === null || FIELDS.includes(field as ImportField));
  return isUsable ? (draft as Mapping) : of.mapping;
}

interface ColumnsProps {
  of: ImportView;
  mapping: Mapping;
  faults: MappingFaults | null;
  disabled: boolean;
  onChange: (mapping: Mapping) => void;
}

function Columns({ of, mapping, faults, disabled, onChange }: ColumnsProps) {
  const { t } = useTranslation('imports');
  const choices = useChoices();
  return (
    <div className="card mapping-card">
      <table className="mapping" role="table" aria-label={t('mapping.label')}>
        <thead>
          <tr>
            <th scope="col">{t('mapping.column')}</th>
            <th scope="col">{t('mapping.samples')}</th>
            <th scope="col">{t('mapping.field')}</th>
          </tr>
        </thead>
        <tbody>
          {of.header.map((heading, at) => {
            const column = heading || t('mapping.unnamed', { number: at + 1 });
            const field = mapping[at] ?? null;
            const isTwice = field !== null && faults?.twice.includes(field);
            return (
              <tr key={at} role="row" data-off={field === null || undefined}>
                <th scope="row" role="rowheader">
                  {column}
                </th>
                <td role="cell">
                  <Samples values={of.samples[at] ?? []} />
                </td>
                <td role="cell">
                  <Select
                    size="xs"
                    aria-label={t('mapping.meaningOf', { column })}
                    data={choices}
                    value={field ?? NONE}
                    onChange={(value) =>
                      onChange(
                        mapping.map((old, i) => (i === at ? ((value || null) as typeof old) : old)),
                      )
                    }
                    error={isTwice ? t('mapping.twice', { field: t(`fields.${field}`) }) : null}
                    allowDeselect={false}
                    searchable
                    disabled={disabled}
                    maxDropdownHeight={320}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function useChoices() {
  const { t } = useTranslation('imports');
  return useMemo(
    () => [
      { value: NONE, label: t('mapping.none') },
      ...GROUPS.map((group) => ({
        group: t(`groups.${group}`),
        items: FIELDS.filter((field) => FIELD_GROUPS[field] === group).map((field) => ({
          value: field,
          label: t(`fields.${field}`),
        })),
      })),
    ],
    [t],
  );
}

function Samples({ values }: { values: readonly string[] }) {
  const { t } = useTranslation('imports');
  if (values.length === 0) return <span className="rl-quiet">{t('mapping.noSamples')}</span>;
  return (
    <ul className="samples">
      {values.map((value) => (
        <li key={value}>{value}</li>
      ))}
    </ul>
  );
}

function Faults({ faults }: { faults: MappingFaults }) {
  const { t } = useTranslation('imports');
  return (
    <ProblemBox error={faults} title={t('mapping.missing')}>
      <ul>
        {faults.noCompany && <li>{t('mapping.noCompany')}</li>}
        {faults.noWay && <li>{t('mapping.noWay')}</li>}
        {faults.twice.map((field) => (
          <li key={field}>{t('mapping.twice', { field: t(`fields.${field}`) })}</li>
        ))}
      </ul>
    </ProblemBox>
  );
}
