import { Switch } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hideToast, toast, toastProblem } from '../core/toast';
import { offerUndo } from '../core/undo';
import { QueryView, Skeleton } from '../parts/state-view';
import { UndoLine } from '../parts/undo-line';
import { territoriesQuery } from './customers.queries';
import { ownValueIn, rulesKeys, type Setting, setSwitch, switchQuery } from './rules.queries';

/** Whether rules act by themselves: everywhere, and in each territory. */
export function SwitchPanel() {
  const { t } = useTranslation('rules');
  const query = useQuery(switchQuery);
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  return (
    <section className="card rule-trial" aria-labelledby="switch">
      <h3 id="switch">{t('switch.title')}</h3>
      <p>{t('switch.text')}</p>
      <QueryView query={query} skeleton={<Skeleton rows={3} />}>
        {(setting) =>
          setting && (
            <ul className="rule-switches">
              <Place setting={setting} territory={null} name={t('switch.everywhere')} />
              {territories.map(({ code, name }) => (
                <Place key={code} setting={setting} territory={code} name={name} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </section>
  );
}

/** What counts in a place now: its own word, else that of everywhere, else the standard. */
function valueIn(setting: Setting, territory: string | null) {
  const own = ownValueIn(setting, territory);
  const found = own ?? ownValueIn(setting, null);
  return { on: (found ? found.value : setting.default) === true, isOwn: own !== undefined };
}

interface PlaceProps {
  setting: Setting;
  territory: string | null;
  name: string;
}

function Place({ setting, territory, name }: PlaceProps) {
  const { t } = useTranslation('rules');
  const core = useTranslation('core').t;
  const parts = useTranslation('parts').t;
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { on, isOwn } = valueIn(setting, territory);
  const put = async (value: boolean) => {
    setBusy(true);
    try {
      // An undo comes after the change that it undoes.
      await setSwitch(queries.getQueryData(switchQuery.queryKey) ?? setting, value, territory);
      await queries.invalidateQueries({ queryKey: rulesKeys.settings });
      return true;
    } catch (error) {
      toastProblem(core, error);
      void queries.invalidateQueries({ queryKey: rulesKeys.settings });
      return false;
    } finally {
      setBusy(false);
    }
  };
  const turn = async (value: boolean) => {
    if (!(await put(value))) return;
    const id = `switch-${territory ?? 'all'}`;
    const back = () => void put(!value);
    offerUndo(id, back);
    const onUndo = () => {
      hideToast(id);
      back();
    };
    const text = t(value ? 'switch.on' : 'switch.off', { name });
    toast(createElement(UndoLine, { text, act: parts('undo'), onUndo }), id);
  };
  return (
    <li>
      <Switch
        label={name}
        description={territory !== null && !isOwn ? t('switch.follows') : undefined}
        checked={on}
        disabled={busy || !setting.mayChange}
        onChange={(event) => void turn(event.currentTarget.checked)}
      />
    </li>
  );
}
