import { type Pattern, patterns } from './pattern.rules';

/** Somebody does not want what we offer. */
export const NEGATIVE: readonly Pattern[] = [
  ...patterns('de', 0.95, {
    'negative.interest':
      /\bkein(e|en|er|erlei)?\b[^,]{0,25}\b(interesse|bedarf|verwendung|gebrauch|nutzen|thema)\b|\b(weder|ohne)\b[^,]{0,20}\b(interesse|bedarf)\b|\b(nicht|nie|kaum)\b[^,]{0,30}\b(interessiert|interessant|noetig|notwendig|benoetigt|gewuenscht)\b|\binteressier(t|en)\b[^,]{0,20}\bnicht\b/,
    'negative.no':
      /^\W*(nein|nee|noe|ne)\b(?! ?,? ?(nicht|kein))|\bleider nein\b|\bnein,? danke\b|\bdaher nein\b|\blass(en)? (sie )?(mal|es)\b\W*$/,
    'negative.supplied':
      /\b(sind|bin|werden) [^,]{0,25}\b(versorgt|eingedeckt|ausgestattet)\b|\banderweitig\b|\bbleiben (wir )?bei\b|\b(haben|habe|gibt es) (schon|bereits|ja|seit)\b[^,]{0,30}\b(lieferant\w*|partner|anbieter|haendler)\b|\bzufrieden\b[^,]{0,25}\b(lieferant\w*|partner|anbieter)\b|\b(lieferant\w*|partner|anbieter)\b[^,]{0,30}\bzufrieden\b|\bvertrag\b.{0,40}\blaeuft noch\b/,
    'negative.decided':
      /\b(anderen?|anders|dagegen|gegen)\b[^,]{0,25}\bentschieden\b|\b(ist|sind|waren?) dagegen\b|\b(absagen?|abgesagt|abgelehnt)\b|\blehn(e|en)\b[^,]{0,40}\bab\b|\bverzicht(e|en)\b|\b(hat|haben) sich [^,]{0,15}erledigt\b|\binzwischen erledigt\b/,
    'negative.fit':
      /\b(passt|passen|gefaellt|gefallen|ueberzeugt|ueberzeugen|schmeckt|schmecken)\b[^,]{0,30}\bnicht\b|\bnicht\b[^,]{0,12}\b(ueberzeugt|geschmeckt|gefallen|zu uns|das richtige)\b|\bnicht in ?frage\b|\bnicht infrage\b/,
    'negative.dear': /\b(viel |einfach |leider )?zu teuer\b|\bnicht leisten\b|\bkein budget\b/,
    'negative.need':
      /\b(brauche|brauchen|benoetige|benoetigen|wollen|will|moechten|moechte|verwenden|kaufen|bestellen|fuehren|nutzen|nehmen)\b[^,]{0,45}\b(nichts?|kein(e|en|erlei)?|weder)\b|\b(kein(e|en)?|nichts|weder)\b[^,]{0,30}\b(brauchen|benoetigen|bestellen|wechseln|aendern)\b|\bgrundsaetzlich nicht\b/,
    'negative.own':
      /\bkoch(e|en)\b[^,]{0,25}\b(frisch|selbst|selber)\b|\bmachen\b[^,]{0,15}\b(selbst|selber)\b|\ballem? selbst gemacht\b/,
    'negative.closing':
      /\bschliess(e|en)\b[^,]{0,40}\b(restaurant|lokal|betrieb|haus|hotel|jahresende|ende|monat\w*|kueche)\b|\bverkauft\b|\bgeschaeftsaufgabe\b|\bgeben\b.{0,20}\bauf\b\W*$|\binsolven\w*/,
  }),
  ...patterns('en', 0.95, {
    'negative.interest':
      /\b(not|no longer|n't|never|hardly)\b [^,]{0,20}\binterest(ed|ing)?\b|\bno interest\b|\bno (real )?(need|use|demand)\b|\buninterested\b/,
    'negative.no':
      /^\W*no\b\W*($|thank|,? ?sorry)|\bno,? thank(s| you)\b|\bwe(?:'ll| will)? pass\b|\bi(?:'ll| will)? pass\b|\bhave to decline\b|\bdecline\b/,
    'negative.supplied':
      /\b(already|still) (have|got|work|use|buy)\b|\b(happy|satisfied|fine) with\b[^,]{0,30}\b(supplier|provider|current|them|vendor)\b|\bgo(ne|ing)? (with|for) (another|someone|somebody|a different)\b|\b(stay|sticking|stick) with\b/,
    'negative.decided':
      /\bdecid\w* (against|not to)\b|\bagainst it\b|\b(won't|will not|doesn't|can't|cannot|not) (allow|approve|let|permit)\b|\brejected\b|\bnot going to\b/,
    'negative.fit':
      /\b(doesn't|does not|don't|not|isn't)\b [^,]{0,10}\b(fit|right for us|suit|a match|what we)\b|\bdid(n't| not) (like|convince|work)\b/,
    'negative.dear': /\btoo (expensive|pricey|dear|costly)\b|\bcan't afford\b|\bno budget\b/,
    'negative.need':
      /\b(don't|do not|won't|will not|doesn't|never|can't)\b [^,]{0,12}\b(need|want|require|use|buy|order|send|bother)\b|\bneed (nothing|none)\b|\bneither\b/,
    'negative.own': /\b(everything|all) [^,]{0,25}\b(from scratch|in-?house|fresh|ourselves)\b/,
    'negative.closing':
      /\bclosing (down|our|the|up)\b|\bshutting down\b|\bout of business\b|\bsold the\b/,
  }),
];

/** Praise that means the opposite. */
export const IRONY: readonly Pattern[] = [
  ...patterns('de', 1, {
    'irony.mock':
      /\b(haha\w*|hahaha|lol|rofl)\b|\bna (toll|super|prima|klasse|bravo|herrlich)\b|\bgerade noch (gefehlt|gewartet)\b|\bgenau das hat mir\b|\b(ja|na) (klar|sicher|sicherlich|logisch|genau)\b(?!\W*(gern|bitte|$))|\bviel (erfolg|glueck) noch\b|\btolle idee\b|\bnoch (so )?(ein|eine|einer) (verkaeufer\w*|vertreter\w*|werbe\w*|spam\w*|anbieter)\b|\bsternerestaurant\b|\bfertigfrass\b|\bzehn tonnen\b|\b(super|toll|klasse|prima), noch\b/,
  }),
  ...patterns('en', 1, {
    'irony.mock':
      /\b(haha\w*|lol)\b|\bjust what (i|we) needed\b|\b(oh|how|yeah),? (great|wonderful|sure|lovely|right|brilliant)\b|\b(another|more|yet another) [^,.]{0,40}\b(sales\w*|spam|company|vendor|pitch|cold call\w*)\b|\bas if\b|\bin your dreams\b|\bgood luck with\b/,
  }),
];

/** Not now: nothing is refused and nothing wanted. */
export const LATER: readonly Pattern[] = [
  ...patterns('de', 0.8, {
    'later.not-now':
      /\b(derzeit|momentan|zurzeit|zur zeit|im moment|im augenblick|aktuell|gerade|jetzt|vorerst|heuer|dieses jahr)\b[^,]{0,30}\b(nicht|nichts|kein(e|en)?|mitten|umbau)\b|\b(nicht|nichts|kein(e|en)?)\b[^,]{0,15}\b(derzeit|momentan|zurzeit|im moment|aktuell|vorerst)\b|\b(noch|erst) nicht\b/,
    'later.then':
      /\b(naechstes|kommendes|neues) (jahr|quartal)\b|\bspaeter\b|\birgendwann\b|\b(nach|vor) (den ferien|der saison|der sommerpause|dem umbau|dem urlaub)\b|\b(im|ab|bis) (januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember|fruehjahr|sommer|herbst|winter)\b.{0,25}\b(wieder|noch ?mal|noch einmal|erneut)\b|\b(wieder|noch ?mal|noch einmal)\b.{0,25}\b(im|ab) (januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember|fruehjahr|sommer|herbst|winter)\b/,
  }),
  ...patterns('en', 0.8, {
    'later.not-now':
      /\b(not|n't|no)\b [^,]{0,20}\b(now|at the moment|currently|yet|this (year|time|season)|at this (time|point))\b|\bcurrently not\b/,
    'later.then':
      /\bnext (year|quarter|season)\b|\blater\b|\bsome (other )?(time|day)\b|\bcircle back\b|\bin (q[1-4]|the (spring|summer|autumn|fall|winter|new year))\b|\btry (us )?again\b/,
  }),
];

/** A condition, an open question or somebody else's word: what is said here binds nobody yet. */
export const HEDGES: readonly Pattern[] = [
  ...patterns('de', 1, {
    'hedge.condition':
      /\b(wenn|falls|sofern|sobald|solange|bevor|bis|ehe|vorausgesetzt|nur dann)\b(?! zum| \d| (montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|morgen|heute|ende|naechste\w*))|^\W*sollten?\b|\bob\b|\bje nachdem\b/,
    'hedge.perhaps':
      /\b(vielleicht|eventuell|evtl|moeglicherweise|unter umstaenden|unsicher|mal sehen|mal schauen|koennten wir darueber)\b/,
    'hedge.deciding':
      /\b(entscheide[tn]?|pruefen?|prueft|vergleiche[nt]?|ueberlege\w* (noch|es)|bespreche\w*|rueckspr\w*|abklaer\w*)\b|\berst (mal )?mit\b/,
    'hedge.elsewhere':
      /\b(metro|konkurrenz|mitbewerber\w*|wettbewerber\w*|grosshandel)\b|\b(arbeitet|ist) nicht mehr bei uns\b|\b(tisch|zimmer|inserat|anzeige|uebernachtung|naechte|gutschein|reservierung|trauung|praktikum|bewerbung|stelle)\b|\b(war|waren|hatte|hatten) [^,]{0,30}\b(interesse|interessiert)\b/,
    'hedge.supplier':
      /\b(bestelle|bestellen|kaufe|kaufen|beziehe|beziehen|ordern)\b[^,]{0,25}\bbei\b(?! (ihnen|euch|uns)\b)/,
    'hedge.month':
      /\b(melden|anrufen|rufen|kontaktieren|schreiben|sprechen)\b[^.,]{0,30}\b(im|ab|anfang|mitte|ende) (januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember|fruehjahr|sommer|herbst|winter)\b/,
    'hedge.past':
      /\b(hat|habe|haben|wurde|wurden)\b[^,]{0,40}\b(bestellt|geordert|gekauft|angefordert|angefragt)\b/,
    'hedge.habit': /\b(immer|normalerweise|ueblicherweise|bisher|sonst|schon lange)\b/,
    'hedge.complaint':
      /\b(veraerger\w*|aergerlich\w*|wuetend\w*|enttaeuscht\w*|unverschaemt\w*|reklam\w*|unvollstaendig\w*|beschaedigt\w*|stornier\w*|storno|kuendig\w*|mahnung|rechnung\w*|buchhaltung|klaerung|gutschrift|retoure\w*|zurueckgegangen|beschwer\w*|frechheit|inakzeptabel\w*|unzumutbar\w*|kaputt\w*|defekt\w*|verdorben\w*|vergammel\w*|verfault\w*|schimmel\w*)\b/,
    'hedge.referral':
      /\b(wenden sie sich|nicht zustaendig|nicht der richtige|weitergeleitet|leite\b.{0,30}\bweiter)\b/,
  }),
  ...patterns('en', 1, {
    'hedge.condition':
      /\b(if|unless|whether|once|until|provided|depending|in case|before we|before i)\b/,
    'hedge.perhaps':
      /\b(maybe|perhaps|possibly|might|may|not sure|we'll see|let me check|nothing is decided)\b/,
    'hedge.deciding':
      /\b(comparing|considering|will (check|discuss|review|think)|to discuss (it |this )?with (my|our)|will let you know|let you know)\b/,
    'hedge.elsewhere':
      /\b(competitor\w*|somebody else|someone else|elsewhere|wrong (person|number)|not the right person)\b|\b(a table|table for|a room|advertis\w*|voucher|job application)\b|\bwas interested\b/,
    'hedge.past': /\b(ordered|did you (receive|get))\b/,
    'hedge.habit': /\b(usually|always|normally|so far)\b/,
    'hedge.complaint':
      /\b(complain\w*|incomplete|damaged|cancel\w*|refund|invoice|credit note|missing|outrageous|unacceptable|disgrac\w*|spoil(ed|t)|rotten|mouldy|moldy|broken)\b/,
    'hedge.referral':
      /\b(will forward|forwarded|pass(ed)? (it|this) on|please contact (our|my|the))\b/,
  }),
];

/** Turns what stands in the same breath into its opposite. */
export const NEGATION: Readonly<Record<'de' | 'en', RegExp>> = {
  de: /\b(nichts?|kein(e|en|er|em|es|erlei)?|nie|niemals|weder|ohne|keinesfalls|kaum|leider)\b/,
  en: /\b(not|no|never|neither|nor|without|none|nothing|can't|cannot|unfortunately|hardly)\b|n't\b/,
};
