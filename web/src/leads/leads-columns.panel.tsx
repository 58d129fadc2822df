import { useTranslation } from 'react-i18next';
import { LEAD_COLUMNS } from '../api/lists';
import { ColumnMenu } from '../parts/column-menu';
import { columnsOfSearch, type LeadsSearch, type SavedView, withColumns } from './leads.queries';

interface ColumnsProps {
  search: LeadsSearch;
  saved: SavedView | null;
  go: (search: LeadsSearch) => void;
}

/** What the table of leads shows; those of the view, unless the URL says otherwise. */
export function Columns({ search, saved, go }: ColumnsProps) {
  const { t } = useTranslation('leads');
  return (
    <ColumnMenu
      columns={LEAD_COLUMNS.map((key) => ({ key, head: t(`table.${key}`) }))}
      shown={columnsOfSearch(search, saved)}
      standard={columnsOfSearch({}, saved)}
      onChange={(columns) => go(withColumns(search, columns, saved))}
    />
  );
}
