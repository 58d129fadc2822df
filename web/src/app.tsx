import { useMantineColorScheme } from '@mantine/core';
import {
  IconAddressBook,
  IconBuildingStore,
  IconChartBar,
  IconGauge,
  IconGavel,
  IconHeartbeat,
  IconInbox,
  IconPackages,
  IconSend,
  IconRoute,
  IconSettings,
  IconTemplate,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { myDayQuery } from './cockpit/my-day.queries';
import { switchLocale } from './core/i18n';
import { allowSingleKeys, type Shortcut, useShortcuts } from './core/keys';
import { may } from './core/rights';
import { signOut, useSession } from './core/session';
import { setWaiting } from './core/title';
import { undoLast } from './core/undo';
import { reportDropped } from './core/url';
import { useFormat } from './core/use-format';
import { countsQuery, PLANNED_VIEW } from './follow-ups/follow-ups.queries';
import { leadCountsQuery, VIEWS } from './leads/leads.queries';
import { placesOf } from './operations/places.queries';
import { Frame, type NavItem } from './parts/frame';
import { LiveBanner } from './parts/live-badge';
import { SessionGate, useSessionGate } from './session-gate';
import { SearchButton, Tools } from './top-bar';
import { useStream } from './use-stream';
import { toast, toastProblem } from './core/toast';

const Commands = lazy(async () => ({ default: (await import('./commands')).Commands }));
const KeysHelp = lazy(async () => ({ default: (await import('./parts/keys-help')).KeysHelp }));

type Open = 'palette' | 'help' | null;

/** The frame of everything behind the sign-in: navigation, top bar, palette, live stream, session dialog. */
export function App() {
  const { t } = useTranslation('app');
  const session = useSession();
  const gate = useSessionGate();
  const [open, setOpen] = useState<Open>(null);
  const leave = useSignOut();
  usePreferences();
  useStream(session.user.id, gate.open);
  useDroppedFilters();
  useGlobalKeys(setOpen);
  const close = () => setOpen(null);
  return (
    <Frame
      skip={t('skip')}
      label={t('nav.label')}
      more={t('nav.more')}
      nav={useNav()}
      search={<SearchButton onOpen={() => setOpen('palette')} />}
      tools={<Tools onHelp={() => setOpen('help')} onSignOut={leave} />}
      banner={
        <>
          <LiveBanner />
          {session.demo && <div className="demo-banner">{t('top.demo')}</div>}
        </>
      }
    >
      <Outlet />
      <SessionGate user={session.user} asking={gate.asking} onDone={gate.done} />
      <Suspense fallback={null}>
        {open === 'palette' && <Commands onClose={close} onSignOut={leave} />}
        {open === 'help' && <KeysHelp opened onClose={close} />}
      </Suspense>
    </Frame>
  );
}

function useSignOut(): () => void {
  const { t } = useTranslation('core');
  return () => {
    signOut().then(
      // A whole load: nothing of this person stays in memory.
      () => window.location.assign('/sign-in'),
      (error: unknown) => toastProblem(t, error),
    );
  };
}

function useNav(): NavItem[] {
  const { t } = useTranslation('app');
  const format = useFormat();
  const session = useSession();
  const open = useQuery(leadCountsQuery([{ key: 'open', filter: VIEWS.open }])).data?.counts[
    'open'
  ];
  const shown = format.number(open);
  const planned = useQuery(countsQuery(PLANNED_VIEW)).data?.counts['planned'];
  const day = useQuery(myDayQuery('wide')).data;
  const count = day?.inbox;
  useEffect(() => setWaiting(count ?? 0), [count]);
  return [
    { to: '/', label: t('nav.cockpit'), icon: IconGauge, exact: true },
    {
      to: '/leads',
      label: t('nav.leads'),
      icon: IconAddressBook,
      count:
        open === undefined
          ? undefined
          : { shown, words: t('nav.openLeads', { count: open, shown }) },
    },
    {
      to: '/inbox',
      label: t('nav.inbox'),
      icon: IconInbox,
      count: count
        ? { shown: format.number(count), words: t('nav.waiting', { count }), waits: true }
        : undefined,
    },
    {
      to: '/follow-ups',
      label: t('nav.followUps'),
      icon: IconSend,
      count:
        planned === undefined
          ? undefined
          : {
              shown: format.number(planned),
              words: t('nav.plannedFollowUps', { count: planned, shown: format.number(planned) }),
            },
    },
    { to: '/analytics', label: t('nav.analytics'), icon: IconChartBar },
    { to: '/customers', label: t('nav.customers'), icon: IconBuildingStore },
    ...(may(session, 'sequences.read')
      ? [
          {
            to: '/sequences' as const,
            label: t('nav.sequences'),
            icon: IconRoute,
            group: t('nav.shape'),
          },
        ]
      : []),
    ...(may(session, 'templates.read')
      ? [{ to: '/templates' as const, label: t('nav.templates'), icon: IconTemplate }]
      : []),
    ...(may(session, 'campaigns.read')
      ? [{ to: '/content' as const, label: t('nav.content'), icon: IconPackages }]
      : []),
    ...(may(session, 'conversion-rules.read')
      ? [
          {
            to: '/rules' as const,
            label: t('nav.rules'),
            icon: IconGavel,
          },
        ]
      : []),
    ...(placesOf(session).length > 0
      ? [
          {
            to: '/operations' as const,
            label: t('nav.operations'),
            icon: IconHeartbeat,
            group: t('nav.system'),
          },
        ]
      : []),
    ...(may(session, 'users.read')
      ? [
          {
            to: '/admin/users' as const,
            label: t('nav.admin'),
            icon: IconSettings,
            ...(placesOf(session).length === 0 && { group: t('nav.system') }),
          },
        ]
      : []),
  ];
}

/** Language, colours, density and keys follow the account, on every machine. */
function usePreferences(): void {
  const { user } = useSession();
  // Holding the transitions back would inject a style element.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const { locale, theme, density, singleKeys } = user;
  useEffect(() => void switchLocale(locale), [locale]);
  useEffect(() => setColorScheme(theme === 'system' ? 'auto' : theme), [theme, setColorScheme]);
  useEffect(() => {
    document.documentElement.dataset['density'] = density;
    localStorage.setItem('relance.density', density);
  }, [density]);
  useEffect(() => allowSingleKeys(singleKeys), [singleKeys]);
}

function useDroppedFilters(): void {
  const { t } = useTranslation('app');
  useEffect(
    () =>
      reportDropped((names) =>
        toast(
          t('dropped', { count: names.length, names: names.join(', ') }),
          `dropped-${names.join()}`,
        ),
      ),
    [t],
  );
}

function useGlobalKeys(setOpen: (open: Open) => void): void {
  const { t } = useTranslation('app');
  const session = useSession();
  const navigate = useNavigate();
  const keys: (Shortcut | false)[] = [
    { keys: 'mod+k', label: t('keys.palette'), run: () => setOpen('palette') },
    { keys: '?', label: t('keys.help'), run: () => setOpen('help') },
    { keys: 'g c', label: t('keys.cockpit'), run: () => void navigate({ to: '/' }) },
    { keys: 'g l', label: t('keys.leads'), run: () => void navigate({ to: '/leads' }) },
    { keys: 'g f', label: t('keys.followUps'), run: () => void navigate({ to: '/follow-ups' }) },
    { keys: 'g a', label: t('keys.analytics'), run: () => void navigate({ to: '/analytics' }) },
    { keys: 'g p', label: t('keys.inbox'), run: () => void navigate({ to: '/inbox' }) },
    { keys: 'g k', label: t('keys.customers'), run: () => void navigate({ to: '/customers' }) },
    placesOf(session).length > 0 && {
      keys: 'g b',
      label: t('keys.operations'),
      run: () => void navigate({ to: '/operations' }),
    },
    may(session, 'users.read') && {
      keys: 'g v',
      label: t('keys.admin'),
      run: () => void navigate({ to: '/admin/users' }),
    },
    may(session, 'leads.write') && {
      keys: 'n',
      label: t('keys.add'),
      run: () => void navigate({ to: '/leads/new' }),
    },
    { keys: 'u', label: t('keys.undo'), run: undoLast },
  ];
  useShortcuts(keys.filter((key) => key !== false).map((key) => ({ ...key, global: true })));
}
