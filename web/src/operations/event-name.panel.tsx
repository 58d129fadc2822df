import { useTranslation } from 'react-i18next';

/** As the texts name a kind of event: a point would lead into the file, and a version changes nothing in words. */
const keyOf = (type: string): string =>
  type
    .replace(/^crm\./, '')
    .replace(/\.v\d+$/, '')
    .replaceAll('.', '/');

/** What kinds of events are called; the code where this version of the screens does not know one. */
export function useEventWords(): {
  name: (type: string) => string;
  means: (type: string) => string;
} {
  const { t } = useTranslation('event-types');
  const words = (type: string, part: 'name' | 'means', defaultValue: string) =>
    t(`types.${keyOf(type) as 'lead/registered'}.${part}`, { defaultValue });
  return {
    name: (type) => words(type, 'name', type),
    means: (type) => words(type, 'means', ''),
  };
}

/** A kind of event in words, with its code. */
export function EventName({ type }: { type: string }) {
  const words = useEventWords();
  return (
    <span className="event-name">
      {words.name(type)} <code>{type}</code>
    </span>
  );
}
