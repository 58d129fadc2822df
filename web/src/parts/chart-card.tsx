import { ActionIcon, Menu, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { EChartsOption } from 'echarts';
import { type ReactNode, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { csvOf, save, saveText } from '../core/download';
import { Chart, type ChartHandle } from './chart';
import type { ChartTheme } from './chart-theme';
import { FigureTable, type Figures } from './figure-table';
import './page.css';
import './chart-card.css';

interface ChartCardProps {
  /** The question that the picture answers. */
  title: string;
  /** The answer in words, for everybody. */
  summary: ReactNode;
  figures: Figures;
  draw: (theme: ChartTheme, width: number) => EChartsOption;
  height: number;
  points: number;
  onPoint?: (index: number) => void;
  asTable: boolean;
  onView: (asTable: boolean) => void;
  /** What is downloaded is called so. */
  file: string;
  /** The table may leave as a file. */
  mayExport: boolean;
  controls?: ReactNode;
  /** Stands below, whatever the view. */
  note?: ReactNode;
}

/** A chart and its table, one at a time; both may be taken along. */
export function ChartCard(props: ChartCardProps) {
  const { title, summary, figures, draw, height, points, onPoint, asTable, onView, file } = props;
  const { t, i18n } = useTranslation('charts');
  const id = useId();
  const chart = useRef<ChartHandle>(null);
  const caption = useRef<HTMLElement>(null);
  const savePicture = () => {
    const picture = chart.current?.png(title, caption.current?.textContent ?? '');
    if (picture) save(`${file}.png`, picture);
  };
  const saveTable = () => {
    const rows = figures.rows.map(({ cells }) => cells.map(({ raw }) => raw));
    saveText(
      `${file}.csv`,
      'text/csv;charset=utf-8',
      csvOf([figures.heads, ...rows], i18n.language),
    );
  };
  return (
    <figure className="card chart-card" aria-labelledby={id}>
      <div className="card-head chart-head">
        <h2 id={id}>{title}</h2>
        <div className="chart-tools">
          {props.controls}
          <SegmentedControl
            size="xs"
            aria-label={t('view', { title })}
            data={[
              { value: 'chart', label: t('chart') },
              { value: 'table', label: t('table') },
            ]}
            value={asTable ? 'table' : 'chart'}
            onChange={(view) => onView(view === 'table')}
          />
          {(!asTable || props.mayExport) && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="default" aria-label={t('download', { title })}>
                  <IconDownload size={16} stroke={1.5} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {!asTable && <Menu.Item onClick={savePicture}>{t('png')}</Menu.Item>}
                {props.mayExport && <Menu.Item onClick={saveTable}>{t('csv')}</Menu.Item>}
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
      </div>
      <figcaption ref={caption} className="chart-summary">
        {summary}
      </figcaption>
      {asTable ? (
        <FigureTable label={title} figures={figures} />
      ) : (
        <Chart
          draw={draw}
          height={height}
          label={t('picture', { title })}
          points={points}
          onPoint={onPoint}
          handle={chart}
        />
      )}
      {props.note && <p className="chart-note">{props.note}</p>}
    </figure>
  );
}
