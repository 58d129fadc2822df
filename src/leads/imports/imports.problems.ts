import { defineProblem } from '../../core/problem';

export class ImportNotFound extends defineProblem({
  name: 'import-not-found',
  status: 404,
  title: 'There is no such import',
  description: 'No import with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diesen Import gibt es nicht',
    description:
      'Kein Import hat diese Kennung, oder er liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class ImportFileUnreadable extends defineProblem({
  name: 'import-file-unreadable',
  status: 400,
  title: 'The file cannot be read',
  description:
    'The file is empty, is neither CSV nor an Excel workbook (.xlsx), or is not UTF-8 or Windows-1252 throughout. `fault` says which, `line` where if it is known. Nothing was kept.',
  german: {
    title: 'Die Datei ist nicht lesbar',
    description:
      'Die Datei ist leer, weder CSV noch eine Excel-Mappe (.xlsx), oder nicht durchgehend UTF-8 oder Windows-1252. `fault` sagt welches, `line` wo, wenn es bekannt ist. Nichts wurde behalten.',
  },
}) {}

export class ImportTooLarge extends defineProblem({
  name: 'import-too-large',
  status: 413,
  title: 'The file is too large',
  description:
    'A file may have 50 MB, and 10,000 rows for a sales user, 100,000 for a manager, 1,000,000 for an admin. Nothing was kept; split the file.',
  german: {
    title: 'Die Datei ist zu groß',
    description:
      'Eine Datei darf 50 MB haben und 10.000 Zeilen im Vertrieb, 100.000 in der Teamleitung, 1.000.000 in der Verwaltung. Nichts wurde behalten; teilen Sie die Datei.',
  },
}) {}

export class ImportMappingInvalid extends defineProblem({
  name: 'import-mapping-invalid',
  status: 400,
  title: 'The columns are not usable like this',
  description:
    'Give one field or null to every column: the company, and an e-mail address or a phone number, each at most once.',
  german: {
    title: 'So sind die Spalten nicht brauchbar',
    description:
      'Geben Sie jeder Spalte eine Bedeutung oder keine: die Firma und eine E-Mail-Adresse oder Telefonnummer, jede höchstens einmal.',
  },
}) {}

export class ImportStepNotPossible extends defineProblem({
  name: 'import-step-not-possible',
  status: 409,
  title: 'The import is not at this step',
  description:
    'Columns change before the execution, the execution begins when the preview is ready, and an approval needs a request. `state` says where it is.',
  german: {
    title: 'Der Import ist nicht an dieser Stelle',
    description:
      'Spalten ändern sich vor der Ausführung, diese beginnt, wenn die Vorschau fertig ist, und eine Freigabe braucht eine Anfrage. `state` sagt, wo er steht.',
  },
}) {}
