import { Link } from '@tanstack/react-router';
import type { Schemas } from '../core/api';

type About = Schemas['DeadLetter']['about'];

/** Whom an event is about: a company by name, anything else by its id. */
export function SubjectLink({ about, subject }: { about: About; subject: string }) {
  if (about === null) return <code>{subject}</code>;
  const { kind, id, company } = about;
  return kind === 'lead' ? (
    <Link to="/leads/$id" params={{ id }}>
      {company}
    </Link>
  ) : (
    <Link to="/customers/$id" params={{ id }}>
      {company}
    </Link>
  );
}

export function EventSubject({ found }: { found: Schemas['FoundEvent'] }) {
  return <SubjectLink about={found.about} subject={found.event.subject} />;
}
