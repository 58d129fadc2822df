import type { ReactNode } from 'react';
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
  /** Shown behind the active tab when its filter was changed. */
  changed?: ReactNode;
  link: (
    tab: ViewTab,
    props: { className: string; 'aria-current'?: 'page'; children: ReactNode },
  ) => ReactNode;
}

/** Saved views: links, because the URL is the view. They scroll sideways when there is no room. */
export function ViewTabs({ label, tabs, active, changed, link }: ViewTabsProps) {
  return (
    <nav className="tabs" aria-label={label}>
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
        {changed && <li className="tab-changed">{changed}</li>}
      </ul>
    </nav>
  );
}
