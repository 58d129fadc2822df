import { defineProblem } from '../../core/problem';

export class ImportNotFound extends defineProblem({
  name: 'import-not-found',
  status: 404,
  title: 'There is no such import',
  description: 'No import with this id exists, or it is outside of what you may see.',
}) {}

export class ImportFileUnreadable extends defineProblem({
  name: 'import-file-unreadable',
  status: 400,
  title: 'The file cannot be read',
  description:
    'The file is empty, is not CSV, or is not UTF-8 or Windows-1252 throughout. `fault` says which, `line` where if it is known. Nothing was kept.',
}) {}

export class ImportTooLarge extends defineProblem({
  name: 'import-too-large',
  status: 413,
  title: 'The file is too large',
  description:
    'A file may have 50 MB, and 10,000 rows for a sales user, 100,000 for a manager, 1,000,000 for an admin. Nothing was kept; split the file.',
}) {}

export class ImportMappingInvalid extends defineProblem({
  name: 'import-mapping-invalid',
  status: 400,
  title: 'The columns are not usable like this',
  description:
    'Give one field or null to every column: the company, and an e-mail address or a phone number, each at most once.',
}) {}

export class ImportStepNotPossible extends defineProblem({
  name: 'import-step-not-possible',
  status: 409,
  title: 'The import is not at this step',
  description:
    'Columns change before the execution, the execution begins when the preview is ready, and an approval needs a request. `state` says where it is.',
}) {}
