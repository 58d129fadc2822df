import { api, call, type Schemas } from '../core/api';

export type HeldPerson = Schemas['HeldPerson'];

/** In bodies, never in addresses of pages: what is looked for is personal itself. */
export const findHeldPeople = (who: string): Promise<Schemas['HeldPeople']> =>
  call(api.POST('/v1/privacy/search', { body: { who } }));

export const exportPerson = (who: string): Promise<Schemas['PersonExport']> =>
  call(api.POST('/v1/privacy/export', { body: { who } }));

export const erasePerson = (who: string, reason: string): Promise<Schemas['ErasureReport']> =>
  call(api.POST('/v1/privacy/erasure', { body: { who, reason } }));
