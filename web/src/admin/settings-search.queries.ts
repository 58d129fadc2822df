import { anyText, searchOf } from '../core/url';

export const settingsSearch = searchOf({
  /** The drawer: the key of a setting. */
  setting: anyText(100),
  /** For whom: `territory:CH` or `user:<id>`; without it for everybody. */
  place: anyText(100),
});
