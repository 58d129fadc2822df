import { ActionIcon, Menu, Tooltip, useComputedColorScheme } from '@mantine/core';
import {
  IconHelpCircle,
  IconInbox,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from './core/api';
import { LOCALES } from './core/i18n';
import { keyCaps } from './core/keys';
import { changeMe, useSession } from './core/session';
import { Avatar, initials } from './parts/avatar';
import { LiveBadge } from './parts/live-badge';
import { toastProblem } from './core/toast';

export function SearchButton({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation('app');
  const parts = useTranslation('parts').t;
  return (
    <button type="button" className="top-search" onClick={onOpen}>
      <IconSearch size={16} stroke={1.5} aria-hidden />
      <span>{t('top.search')}</span>
      <span className="top-search-keys" aria-hidden>
        {keyCaps('mod+k', parts('keys.control')).map((cap) => (
          <kbd key={cap}>{cap}</kbd>
        ))}
      </span>
    </button>
  );
}

/** A change of preference that could not be kept says so and stays as it was. */
function useChangeMe(): (change: Schemas['Preferences']) => void {
  const core = useTranslation('core').t;
  return (change) => {
    changeMe(change).catch((error: unknown) => {
      toastProblem(core, error);
    });
  };
}

export function Tools({ onHelp, onSignOut }: { onHelp: () => void; onSignOut: () => void }) {
  const { t } = useTranslation('app');
  const change = useChangeMe();
  const isDark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark';
  const toggle = isDark ? t('top.toLight') : t('top.toDark');
  return (
    <>
      <LiveBadge />
      <Tooltip label={t('top.help')}>
        <ActionIcon className="top-help" aria-label={t('top.help')} onClick={onHelp}>
          <IconHelpCircle size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={toggle}>
        <ActionIcon
          aria-label={toggle}
          onClick={() => change({ theme: isDark ? 'light' : 'dark' })}
        >
          {isDark ? (
            <IconSun size={18} stroke={1.5} aria-hidden />
          ) : (
            <IconMoon size={18} stroke={1.5} aria-hidden />
          )}
        </ActionIcon>
      </Tooltip>
      <Account onSignOut={onSignOut} />
    </>
  );
}

function Account({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTranslation('app');
  const lists = useTranslation('lists').t;
  const { user, mailbox } = useSession();
  const change = useChangeMe();
  const others = LOCALES.filter((locale) => locale !== user.locale);
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon
          className="top-account"
          aria-label={t('top.account', { name: user.name, initials: initials(user.name) })}
        >
          <Avatar name={user.name} size={32} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.name} · {lists(`role.${user.role}`)}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconUser size={16} stroke={1.5} aria-hidden />}
          renderRoot={(props) => <Link to="/me" {...props} />}
        >
          {t('top.me')}
        </Menu.Item>
        {others.map((locale) => (
          <Menu.Item
            key={locale}
            lang={locale}
            leftSection={<IconLanguage size={16} stroke={1.5} aria-hidden />}
            onClick={() => change({ locale })}
          >
            {lists(`locale.${locale}`)}
          </Menu.Item>
        ))}
        {mailbox && (
          <Menu.Item
            component="a"
            href="/dev/mailbox"
            target="_blank"
            rel="noopener"
            leftSection={<IconInbox size={16} stroke={1.5} aria-hidden />}
          >
            {t('top.mailbox')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.5} aria-hidden />}
          onClick={onSignOut}
        >
          {t('top.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
