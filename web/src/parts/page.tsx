import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { setTitle } from '../core/title';
import './page.css';

interface PageProps {
  title: string;
  /** The part of the product, for the browser's title; left out when the page is that part. */
  area?: string;
  crumbs?: ReactNode;
  beside?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  /** Tabs and filters under the title. */
  below?: ReactNode;
  /** The page fills the window and its content scrolls inside: lists with a fixed head and pager. */
  fill?: boolean;
  children: ReactNode;
}

/** One `h1`, its actions, and the browser's title. */
export function Page(props: PageProps) {
  const { title, area, crumbs, beside, sub, actions, below, fill = false, children } = props;
  useEffect(() => {
    setTitle([title, area, 'Relance'].filter(Boolean).join(' · '));
  }, [title, area]);
  return (
    <div className={fill ? 'page page-fill' : 'page'}>
      <header className="page-head">
        {crumbs}
        <div className="page-line">
          <div className="page-title">
            <h1>{title}</h1>
            {beside}
          </div>
          {actions && <div className="page-actions">{actions}</div>}
        </div>
        {sub && <div className="page-sub">{sub}</div>}
        {below}
      </header>
      {children}
    </div>
  );
}
