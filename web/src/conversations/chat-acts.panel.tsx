import { Button, Menu } from '@mantine/core';
import {
  IconCheck,
  IconChevronDown,
  IconClockPause,
  IconRotate,
  IconUser,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '../core/colleagues';
import { useSession } from '../core/session';
import { toast, toastProblem } from '../core/toast';
import { Problem } from '../core/problem';
import { useFormat } from '../core/use-format';
import { useNow } from '../core/now';
import { assign, chatKeys, close, type ConversationView, reopen, snooze } from './chats.queries';

const HOUR_MS = 3_600_000;
const MORNING = 8;

/** Two hours, this evening's end, the next working morning: instants a person means, in the zone of the browser. */
export function snoozeChoices(now: Date): { key: 'hours' | 'tomorrow' | 'monday'; at: Date }[] {
  const morning = (days: number) => {
    const at = new Date(now);
    at.setDate(at.getDate() + days);
    at.setHours(MORNING, 0, 0, 0);
    return at;
  };
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { key: 'hours', at: new Date(now.getTime() + 2 * HOUR_MS) },
    { key: 'tomorrow', at: morning(1) },
    ...(toMonday === 1 ? [] : [{ key: 'monday' as const, at: morning(toMonday) }]),
  ];
}

/** Who answers, later, done: each act can be taken back by another one beside it. */
export function ChatActs({ chat }: { chat: ConversationView }) {
  const { t } = useTranslation('conversations');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const act = async (run: () => Promise<ConversationView>, done?: string) => {
    setBusy(true);
    try {
      queries.setQueryData(chatKeys.chat(chat.id), await run());
      if (done) toast(done, `chat-${chat.id}`);
    } catch (error) {
      // Somebody was faster: what stands now is shown, and the act is there again.
      if (error instanceof Problem && error.status === 412) toast(t('acts.changed'));
      else toastProblem(core, error);
      void queries.invalidateQueries({ queryKey: chatKeys.chat(chat.id) });
    } finally {
      setBusy(false);
    }
    for (const queryKey of [chatKeys.lists, chatKeys.counts])
      void queries.invalidateQueries({ queryKey });
  };
  return (
    <div className="thread-acts">
      <AssignMenu chat={chat} act={act} />
      {chat.state === 'closed' ? (
        <Button
          size="xs"
          variant="default"
          loading={busy}
          leftSection={<IconRotate size={16} stroke={1.5} aria-hidden />}
          onClick={() => void act(() => reopen(chat))}
        >
          {t('acts.reopen')}
        </Button>
      ) : (
        <>
          <SnoozeMenu chat={chat} act={act} />
          <Button
            size="xs"
            variant="default"
            loading={busy}
            leftSection={<IconCheck size={16} stroke={1.5} aria-hidden />}
            onClick={() => void act(() => close(chat, 'resolved'), t('acts.closed'))}
          >
            {t('acts.close')}
          </Button>
        </>
      )}
    </div>
  );
}

interface MenuProps {
  chat: ConversationView;
  act: (run: () => Promise<ConversationView>, done?: string) => Promise<void>;
}

function AssignMenu({ chat, act }: MenuProps) {
  const { t } = useTranslation('conversations');
  const session = useSession();
  const [opened, setOpened] = useState(false);
  const colleagues = useQuery({ ...colleaguesQuery, enabled: opened }).data?.items ?? [];
  const name = chat.assignee?.name ?? t('acts.nobody');
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUser size={16} stroke={1.5} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={t('acts.assign', { name })}
        >
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="thread-menu">
        {chat.assignee?.id !== session.user.id && (
          <Menu.Item onClick={() => void act(() => assign(chat, session.user.id))}>
            {t('acts.toMe')}
          </Menu.Item>
        )}
        {colleagues
          .filter(({ id }) => id !== session.user.id && id !== chat.assignee?.id)
          .map(({ id, name: other }) => (
            <Menu.Item key={id} onClick={() => void act(() => assign(chat, id))}>
              {other}
            </Menu.Item>
          ))}
        {chat.assignee && (
          <Menu.Item onClick={() => void act(() => assign(chat, null))}>
            {t('acts.toNobody')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function SnoozeMenu({ chat, act }: MenuProps) {
  const { t } = useTranslation('conversations');
  const format = useFormat();
  const now = useNow();
  if (chat.state === 'snoozed')
    return (
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRotate size={16} stroke={1.5} aria-hidden />}
        onClick={() => void act(() => snooze(chat, null))}
      >
        {t('acts.wake')}
      </Button>
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconClockPause size={16} stroke={1.5} aria-hidden />}
        >
          {t('acts.snooze')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {snoozeChoices(now).map(({ key, at }) => (
          <Menu.Item
            key={key}
            onClick={() => void act(() => snooze(chat, at.toISOString()), t('acts.snoozed'))}
          >
            {t(`acts.until.${key}`)}{' '}
            <span className="rl-quiet rl-num">
              {format.day(at, now)} {format.time(at)}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
