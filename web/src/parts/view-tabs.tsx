import { type ReactNode, useEffect, useRef } from 'react';
import './view-tabs.css';

export interface ViewTab {
  readonly key: string;
  readonly label: string;
  readonly count: string | null;
}

interface ViewTabsProps {
  label: string;
  tabs: readonly ViewTab[];
  active: string | null;
  /** Shown beside the tabs, or below where there is no room, when the filter of the active one was changed. */
  changed?: ReactNode;
  link: (
    tab: ViewTab,
    props: { className: string; 'aria-current'?: 'page'; children: ReactNode },
  ) => ReactNode;
}

/** Saved views: links, because the URL is the view. They scroll sideways when there is no room, to the active one. */
export function ViewTabs({ label, tabs, active, changed, link }: ViewTabsProps) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = nav.current?.querySelector<HTMLElement>('[aria-current="page"]');
    if (!nav.current || !tab) return;
    nav.current.scrollLeft = tab.offsetLeft - (nav.current.clientWidth - tab.offsetWidth) / 2;
  }, [active]);
  return (
    <div className="tabs-row">
      <nav className="tabs" aria-label={label} ref={nav}>
        <ul>
          {tabs.map((tab) => (
            <li key={tab.key}>
              {link(tab, {
                className: 'tab',
                'aria-current': tab.key === active ? 'page' : undefined,
                children: (
                  <>
                    {tab.label}
                    {tab.count !== null && <span className="tab-count rl-num"> {tab.count}</span>}
                  </>
                ),
              })}
            </li>
          ))}
        </ul>
      </nav>
      {changed && <div className="tab-changed">{changed}</div>}
    </div>
  );
}
