import { IconDots, type Icon as TablerIcon } from '@tabler/icons-react';
import { Link, type LinkProps, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Wordmark } from './wordmark';
import './frame.css';

export interface NavItem {
  readonly to: LinkProps['to'];
  readonly label: string;
  readonly icon: TablerIcon;
  /** A grey number behind the label, and what it counts, in words. */
  readonly count?: {
    readonly shown: string;
    readonly words: string;
    /** It waits for a person, and is not grey. */
    readonly waits?: boolean;
  };
  /** Starts a group of this name. */
  readonly group?: string;
  readonly exact?: boolean;
}

interface FrameProps {
  skip: string;
  label: string;
  /** The name of what a phone has no room for. */
  more: string;
  nav: readonly NavItem[];
  search: ReactNode;
  tools: ReactNode;
  banner: ReactNode;
  children: ReactNode;
}

/** Sidebar from 1280 px, a rail of icons from 768, a bar at the bottom below; the top bar sticks. */
export function Frame({ skip, label, more, nav, search, tools, banner, children }: FrameProps) {
  const main = useRef<HTMLElement>(null);
  const announced = useRouteFocus(main);
  const [open, setOpen] = useState(false);
  return (
    <div className="frame">
      <a className="skip" href="#main" onClick={(event) => focusMain(event, main.current)}>
        {skip}
      </a>
      <nav className="nav" aria-label={label}>
        <div className="nav-mark">
          <Wordmark />
        </div>
        <ul data-open={open || undefined} onClick={() => setOpen(false)}>
          {nav.map((item) => (
            <NavEntry key={item.label} item={item} />
          ))}
        </ul>
        <button
          type="button"
          className="nav-link nav-more"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconDots size={18} stroke={1.5} aria-hidden />
          {more}
        </button>
      </nav>
      <header className="top">
        {search}
        <div className="top-tools">{tools}</div>
      </header>
      <main id="main" className="main" tabIndex={-1} ref={main}>
        {banner}
        {children}
      </main>
      <span className="rl-hidden" role="status">
        {announced}
      </span>
    </div>
  );
}

function NavEntry({ item }: { item: NavItem }) {
  const { to, label, icon: Icon, count, group, exact = false } = item;
  return (
    <>
      {group !== undefined && (
        <li className="nav-group" aria-hidden>
          {group}
        </li>
      )}
      <li>
        <Link
          to={to}
          className="nav-link"
          activeOptions={{ exact, includeSearch: false }}
          title={label}
        >
          <Icon size={18} stroke={1.5} aria-hidden />
          <span className="nav-label">{label}</span>
          {count && (
            <>
              <span className="nav-count rl-num" data-waits={count.waits} aria-hidden>
                {count.shown}
              </span>
              <span className="rl-hidden">{count.words}</span>
            </>
          )}
        </Link>
      </li>
    </>
  );
}

function focusMain(event: { preventDefault: () => void }, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

/** On another page, focus goes to its content and its title is announced once. */
function useRouteFocus(main: React.RefObject<HTMLElement | null>): string {
  const router = useRouter();
  const [announced, setAnnounced] = useState('');
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || !fromLocation) return;
        // A page that put the focus somewhere itself keeps it.
        if (!main.current?.contains(document.activeElement))
          main.current?.focus({ preventScroll: true });
        window.setTimeout(() => setAnnounced(document.title));
      }),
    [router, main],
  );
  return announced;
}
