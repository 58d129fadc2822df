import 'i18next';
import type admin from './admin/admin.de.json';
import type lists from './api/lists.de.json';
import type app from './app.de.json';
import type cockpit from './cockpit/cockpit.de.json';
import type core from './core/core.de.json';
import type followUps from './follow-ups/follow-ups.de.json';
import type identity from './identity/identity.de.json';
import type imports from './imports/imports.de.json';
import type leads from './leads/leads.de.json';
import type trace from './follow-ups/trace.de.json';
import type work from './leads/work.de.json';
import type parts from './parts/parts.de.json';

// The German file is the type of a namespace: a key that it does not have does not compile.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    returnNull: false;
    resources: {
      admin: typeof admin;
      app: typeof app;
      cockpit: typeof cockpit;
      core: typeof core;
      'follow-ups': typeof followUps;
      identity: typeof identity;
      imports: typeof imports;
      leads: typeof leads;
      lists: typeof lists;
      parts: typeof parts;
      trace: typeof trace;
      work: typeof work;
    };
  }
}
