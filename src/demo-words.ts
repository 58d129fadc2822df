/** What the demo team meets: invented houses and people, and answers as they are written. */

export const PLACES: Readonly<
  Record<'DE' | 'CH', readonly (readonly [city: string, postalCode: string])[]>
> = {
  DE: [
    ['Ulm', '89073'],
    ['Leipzig', '04109'],
    ['Bremen', '28195'],
    ['Kassel', '34117'],
    ['Erfurt', '99084'],
    ['Mainz', '55116'],
    ['Rostock', '18055'],
    ['Freiburg', '79098'],
    ['Bamberg', '96047'],
    ['Trier', '54290'],
    ['Münster', '48143'],
    ['Görlitz', '02826'],
  ],
  CH: [
    ['Zürich', '8001'],
    ['Bern', '3011'],
    ['Luzern', '6003'],
    ['St. Gallen', '9000'],
    ['Chur', '7000'],
  ],
};

export const HOUSES = [
  ['RESTAURANT', 'Gasthof', ['Linde', 'Adler', 'Krone', 'Ochsen', 'Post', 'Rössle', 'Schwanen']],
  ['HOTEL', 'Hotel', ['Bellevue', 'Stadtpark', 'Am Dom', 'Seeblick', 'Kaiserhof', 'Drei Könige']],
  ['CATERING', 'Catering', ['Tafelrunde', 'Festmahl', 'Feine Küche', 'Gabel und Glas']],
  ['CANTEEN', 'Betriebsrestaurant', ['Nordwerk', 'Technopark', 'Rheinhafen', 'Alte Mühle']],
  ['EDUCATION', 'Mensa', ['Am Campus', 'Schillerschule', 'Berufskolleg']],
  ['HEALTH', 'Klinikküche', ['St. Anna', 'Sonnenberg', 'Waldhof']],
] as const;

export const FIRST_NAMES = [
  'Anja',
  'Birgit',
  'Carlo',
  'Dieter',
  'Elif',
  'Frank',
  'Greta',
  'Hanna',
  'Ivo',
  'Jana',
  'Karim',
  'Lea',
  'Murat',
  'Nora',
  'Olaf',
  'Petra',
];
export const LAST_NAMES = [
  'Albers',
  'Bauer',
  'Cordes',
  'Demir',
  'Ebert',
  'Fuchs',
  'Graf',
  'Huber',
  'Imhof',
  'Jansen',
  'Keller',
  'Lang',
  'Meier',
  'Nowak',
  'Ott',
  'Pfister',
];

export const SOURCES = ['FAIR', 'REFERRAL', 'PHONE', 'WEB_FORM', 'PARTNER'] as const;

/** How somebody reacts to a mail, how often of 100 mails, and in which words. */
export const REACTIONS: readonly (readonly [
  as: string,
  percent: number,
  texts: readonly string[],
])[] = [
  [
    'HUMAN',
    9,
    [
      'Ja, sehr gern. Bitte schicken Sie uns die Probierbox an die bekannte Adresse.',
      'Das passt gut. Wir möchten bestellen, bitte rufen Sie mich dazu an.',
      'Wir nehmen das Angebot an. Bitte senden Sie uns die Auftragsbestätigung.',
      'Yes, we are interested. Please send us the tasting box.',
    ],
  ],
  [
    'HUMAN',
    8,
    [
      'Was kostet der Karton bei einer Abnahme von zwanzig Stück?',
      'Gibt es die Spätzle auch ohne Ei? Dann wäre das vielleicht etwas für uns.',
      'Klingt interessant, ich muss das aber erst mit unserem Küchenchef besprechen.',
      'Could you send me the price list for the frozen desserts?',
    ],
  ],
  [
    'HUMAN',
    5,
    [
      'Vielen Dank, aber wir haben derzeit keinen Bedarf.',
      'Wir sind mit unserem Lieferanten zufrieden und möchten nicht wechseln.',
      'No thank you, we are not interested at the moment.',
    ],
  ],
  ['UNSUBSCRIBE', 2, ['Bitte schreiben Sie uns nicht mehr.']],
  ['OUT_OF_OFFICE', 4, ['Ich bin im Urlaub und ab nächster Woche wieder erreichbar.']],
  ['BOUNCE', 2, ['']],
];

/** What a sales user notes after a call, with how it went. */
export const CALLS = [
  ['NO_ANSWER', 'Niemand erreicht, es läuft die Mailbox.'],
  ['NO_ANSWER', 'Chefin ist im Service, später noch einmal versuchen.'],
  ['INFO_SENT', 'Wünscht die Sortimentsliste, per Mail geschickt.'],
  ['SUCCESSFUL', 'Gutes Gespräch, Interesse an den Beilagen.'],
  ['CALLBACK_REQUESTED', 'Bittet um Rückruf nach der Inventur.'],
  ['QUALIFIED', 'Entscheidet selbst, Bedarf etwa zwanzig Kartons im Monat.'],
  ['UNSUCCESSFUL', 'Kocht alles selbst, kein Bedarf.'],
] as const;

export const TASKS = [
  'Preisliste nachreichen',
  'Termin für die Verkostung abstimmen',
  'Allergene klären',
  'Liefertag mit der Logistik besprechen',
];
export const LOSSES = [
  'Kein Bedarf, kocht frisch',
  'Anderer Lieferant, Vertrag bis Jahresende',
  'Betrieb schließt',
];

/** What a sales user sees in a house, and why it came to nothing. */
export const CHANCES = [
  'Beilagen für das Bankett',
  'Dessertsortiment für das Frühstück',
  'Tiefkühlgemüse als Jahresvertrag',
  'Fingerfood für Empfänge',
  'Umstellung der Kantinenlinie',
];
export const CHANCES_LOST = ['Zu teuer', 'Entscheidung verschoben', 'Mitbewerber hat den Zuschlag'];
