import { useTranslation } from 'react-i18next';
import { keyCaps, useMountedShortcuts } from '../core/keys';
import { Dialog } from './dialog';
import './keys-help.css';

/** The keys of this page and the global ones, as they are mounted now. */
export function KeysHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('parts');
  const shortcuts = useMountedShortcuts();
  const groups = [
    { title: t('keys.page'), items: shortcuts.filter(({ global }) => !global) },
    { title: t('keys.global'), items: shortcuts.filter(({ global }) => global) },
  ].filter(({ items }) => items.length > 0);
  return (
    <Dialog opened={opened} onClose={onClose} title={t('keys.title')}>
      {groups.map(({ title, items }) => (
        <section key={title} className="keys">
          <h3>{title}</h3>
          <dl>
            {items.map(({ keys, label }) => (
              <div key={keys}>
                <dt>{label}</dt>
                <dd>
                  {keyCaps(keys, t('keys.control')).map((cap) => (
                    <kbd key={cap}>{cap}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
