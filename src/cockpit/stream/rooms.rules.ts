interface Viewpoint {
  readonly kind: string;
  readonly role: string;
  readonly userId: string | null;
  readonly teamIds: readonly string[];
  readonly territories: readonly string[];
}

/** Two readers with the same key see the same events, so that each event is decided and framed once for both. */
export function roomKey({ kind, role, userId, teamIds, territories }: Viewpoint): string {
  if (kind === 'all') return `all ${role}`;
  const places = [...territories].sort().join(',');
  if (kind === 'team') return `team ${[...teamIds].sort().join(',')} ${places}`;
  return `own ${String(userId)} ${places}`;
}
