import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Finding } from './templates.queries';

/** What is wrong with the text as it is typed: errors keep it from being published. */
export function Findings({ findings }: { findings: readonly Finding[] | undefined }) {
  const { t } = useTranslation('templates');
  if (findings === undefined) return null;
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.length - errors;
  return (
    <section className="card" aria-labelledby="template-findings">
      <div className="card-head">
        <h2 id="template-findings">{t('check.title')}</h2>
        <span className="rl-quiet">
          {findings.length === 0
            ? t('check.fine')
            : [
                errors > 0 && t('check.errors', { count: errors }),
                warnings > 0 && t('check.warnings', { count: warnings }),
              ]
                .filter(Boolean)
                .join(' · ')}
        </span>
      </div>
      <ul className="template-findings">
        {findings.length === 0 && (
          <li data-tone="good">
            <IconCheck size={16} stroke={1.75} aria-hidden />
            {t('check.none')}
          </li>
        )}
        {findings.map(({ level, code, detail }, at) => (
          <li
            key={`${code}:${detail}:${String(at)}`}
            data-tone={level === 'error' ? 'bad' : 'warn'}
          >
            {level === 'error' ? (
              <IconX size={16} stroke={1.75} aria-label={t('check.error')} />
            ) : (
              <IconAlertTriangle size={16} stroke={1.75} aria-label={t('check.warning')} />
            )}
            <span>
              {t(`finding.${code}` as 'finding.foreign', code)}: <code>{detail}</code>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
