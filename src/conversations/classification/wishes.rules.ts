import { type Hit, type Pattern, patterns } from './pattern.rules';

const DE_THING =
  '(angebote?s?|offerten?|(muster|probe|probier)\\w*|proben|preis\\w*|kataloge?|unterlagen|informationen|infos?|prospekte?|broschueren?|vertrag\\w*|kontrakt|vertreter\\w*|aussendienst\\w*|auftrag\\w*|bestell\\w*|termin\\w*|rueckruf\\w*|anruf\\w*|kontakt|beratung\\w*|verkostung\\w*|degustation\\w*|besuch\\w*|gespraech\\w*|zusendung\\w*|sortiment\\w*|(test|kost|tasting)?box(en)?)';
const DE_UNIT =
  '(kartons?|kisten?|paletten?|kg|kilo|eimer|dosen|portionen|stueck|packungen|packung|boxen|box|saecke?|beutel|pakete?|probierbox\\w*|musterpakete?|tonnen?|liter)';
const DE_NUMBER =
  '(\\d+|je|ein|eine|einen|zwei|drei|vier|fuenf|sechs|zehn|zwoelf|zweimal|dreimal|paar)';
const DE_DAY =
  '(montag|dienstag|mittwoch|donnerstag|freitag|samstag|morgen|uebermorgen|heute|naechste woche|vormittag|nachmittag|jederzeit)';
const DE_WISH =
  '(haette|haetten|haett|moechten?|moecht|wuerden?|wuerd|wollen|will|braeuchten?|brauchen?|benoetigen?|suchen?|planen)';

/** Somebody wants something of ours, says so, and may be taken at their word. */
export const STRONG: readonly Pattern[] = [
  ...patterns('de', 0.95, {
    'positive.send': new RegExp(
      `\\b(schicken?|senden?|mailen|bringen|geben|zeigen|machen|nennen|unterbreiten|reichen|schick|send|sende)\\b (sie|mir|uns|mal|doch|bitte)\\b.{0,70}?\\b${DE_THING}\\b|\\b(schicken?|senden?|mailen|bringen|schick|send)\\b (sie|mir|uns|mal|doch|bitte)\\b.{0,40}?\\b(alles|was|etwas|mehr|welche|ware|${DE_NUMBER} ${DE_UNIT})\\b|\\bbitte (zu)?(schicken|senden)\\b`,
    ),
    'positive.could-you': new RegExp(
      `\\b(koennen|koennten|wuerden) sie\\b.{0,60}\\b(${DE_THING}|etwas|was|${DE_NUMBER} ${DE_UNIT})\\b.{0,40}\\b((zu)?(schicken|senden)|zukommen|unterbreiten|machen|erstellen|bringen|liefern)\\b|\\b(koennen|koennten|wuerden) sie\\b.{0,50}\\b(vorbeikommen|besuchen|anrufen|zurueckrufen|vorstellen)\\b`,
    ),
    'positive.please': new RegExp(
      `\\b(bitte|erbitten?|bitten|erbeten)\\b.{0,45}\\b${DE_THING}\\b|\\b${DE_THING}\\b.{0,25}\\bbitte\\b|\\bbitte\\b.{0,30}\\b${DE_NUMBER} ${DE_UNIT}\\b|\\b${DE_NUMBER} ${DE_UNIT}\\b.{0,40}\\bbitte\\b`,
    ),
    'positive.wish': new RegExp(
      `\\b${DE_WISH}\\b.{0,80}?\\b(${DE_THING}|${DE_NUMBER} ${DE_UNIT}|bestellen|ordern|kaufen|beziehen|probieren|ausprobieren|testen|verkosten|kennenlernen|kennen lernen|interesse|zusammenarbeit\\w*|umstellen|vereinbaren|lieferanten|anbieter|treffen|starten|mehr (davon|erfahren|wissen)|ins sortiment)\\b`,
    ),
    'positive.order':
      /\b(bestelle|bestellen wir|wir bestellen|ich bestell|ordere|ordern wir|wir ordern|kaufen wir|beziehen wir|hiermit bestell\w*|erteilen?\b.{0,20}auftrag)\b|\bordern (naechste|diese|ab)\b|\bund ordern\b/,
    'positive.take':
      /\b(nehmen wir|wir nehmen|nehme ich|ich nehme|nehm ich)\b(?! (kontakt|zur kenntnis|ruecksprache|bezug|abstand|uns))/,
    'positive.accept':
      /\beinverstanden\b|^\W*zusage\b|\bzusage von\b|\b(sagen?|sage) (ihnen )?zu\b|\bhat zugestimmt\b|\bmachen wir( so)?\b|\bangebot\b.{0,20}\b(annehmen|angenommen)\b|\bgekauft\b\W*$|\bgebongt\b|\babgemacht\b|\b(bin|sind|waeren?) (ich |wir |gern |gerne |auf jeden fall |da )*dabei\b\W*$/,
    'positive.interest':
      /\b(haben|habe|hab|haetten?|besteht)\b(?! sie)[^,]{0,35}\binteresse\b|\binteresse\b[^,]{0,25}\b(haben wir|habe ich|besteht|vorhanden|ja|waere da|geweckt)\b|\b(ja|grosses|starkes),? interesse\b|\b(bin|sind|waeren?)\b[^,]{0,50}\binteressiert\b|\binteressier(t|en)\b[^,]{0,12}\b(mich|uns|wir)\b|^\W*interessiert\W*$/,
    'positive.call':
      /\bruf(en|t)?\b( sie)?( (mich|uns|doch|bitte|mal|gern|gerne|einfach))+\b|\b(freue|freuen)\b.{0,25}\b(anruf|rueckruf|rueckmeldung|besuch)\b|\b(ueber einen|auf ihren) (anruf|besuch|rueckruf)\b|\blassen sie uns\b|\bkoennen wir\b.{0,30}\b(telefonieren|sprechen|treffen|reden|uns sehen)\b/,
    'positive.meet': new RegExp(
      `\\b(termin|treffen|besuch\\w*)\\b.{0,30}\\b(passt|ausmachen|vereinbaren|moeglich|um \\d+|\\d+ uhr)\\b|\\b${DE_DAY}\\b.{0,25}\\b(passt|bei uns|ginge|wuerde gehen)\\b|\\bginge\\b.{0,25}\\b${DE_DAY}\\b|\\bkommen sie\\b.{0,35}\\b(vorbei|zu uns|am|zu mir)\\b|\\bwann\\b.{0,20}\\b(koennen|koennten|haetten|kommen|passt)\\b.{0,25}\\b(sie|ihnen)\\b.{0,25}\\b(vorbei\\w*|zeit|kommen|besuch\\w*|termin)\\b`,
    ),
    'positive.account': new RegExp(
      `\\b(legen|nehmen|richten|tragen) sie\\b.{0,45}\\b(kunden?\\w*|konto|tour|lieferliste)\\b|\\bkundenkonto\\b|\\bauftrag\\b.{0,20}\\b(geht an|erteilt|bekommen|haben sie)\\b|\\b(bekommen|haben|kriegen) sie\\b.{0,15}\\bauftrag\\b|\\bfuer (sie|ihr haus) entschieden\\b|\\b(liefern sie|bitte liefern|koennen liefern|bitte um lieferung|lieferung bitte|reservieren sie)\\b|\\bnehmen sie\\b.{0,20}\\bkontakt\\b.{0,25}\\bauf\\b`,
    ),
  }),
  ...patterns('en', 0.95, {
    'positive.send':
      /\b(send|give|mail|bring|drop|ship|forward|show)\b( (me|us|over|off|along|it|some|your|the|a|an|my|our|please))+\b.{0,45}\b(quote|quotation|offer|samples?|price ?lists?|prices|pricing|catalogue|catalog|brochure|contract|details|information|info|menu|some over|some|box|boxes|cases|range|proposal|ring|call)\b|\b(samples?|quote|offer|price ?list|contract|sample box)\b[^,]{0,20}\bplease\b|\bplease send\b.{0,30}\b(samples?|quote|offer|price ?list|contract|catalogue|details|information)\b|\b(send|bring) (the )?(contract|samples?|price ?list|quote)\b|\byes,? please\b.{0,20}\b(samples?|box|quote|offer|contract)\b/,
    'positive.wish':
      /\b(i'd|we'd|would) (like|love|be happy|be glad|be keen)\b.{0,50}\b(order|quote|offer|try|tast(e|ing)|samples?|book|meet\w*|call|visit|buy|more (info\w*|details)|delivery|demo)\b|\b(i|we) (want|wish) (to (order|buy|try|book|meet)|to place|an? (quote|offer|sample|order))\b|\bkeen to (try|order|meet|hear|learn)\b/,
    'positive.order':
      /\b(place|placing) (an|our|the|my) order\b|\b(we|i)('ll| will| shall) (take|order|have) (it|them|the|\d+|one|two|some)\b|\b(we|i) (order|take) \d+\b|\border (form )?(attached|enclosed)\b|\bbook (us|me) in\b|\b\d+ (cases|boxes|cartons|pallets|kg|kilos|trays|portions|packs)\b.{0,25}\bplease\b|\bship \d+|\badd us to\b/,
    'positive.accept':
      /\b(accept|approve|approved|agreed)\b(?! with)|^\W*deal\b|\bgo ahead\b|\bcount (us|me) in\b|\bset (us|me) up as\b|\bopen an account\b|\b(decided|chosen|going) to go with you\b|\bgo with you\b|\b(works|work) for us\b|\bbook(ed)? it\b/,
    'positive.interest':
      /\b(i am|i'm|we are|we're|am|very|definitely|yes,?) (very |definitely |really |quite |both )?interested\b|^\W*interested\b|\blook(ing)? for (a|an|new|another) (new )?(supplier|provider|vendor|partner|source)\b|\btell me more\b/,
    'positive.call':
      /\b(call|phone|ring) (me|us)\b|\bgive (me|us) a (call|ring|shout)\b|\blet's (talk|speak|meet|discuss|have|set|arrange|do|go|schedule)\b|\b(set up|arrange|schedule|have|book) (a|an) (call|meeting|tasting|visit|demo|appointment|chat)\b|\bget in touch\b/,
    'positive.meet':
      /\b(can|could|would) you (visit|come|call|stop by|drop (in|by|off)|bring|quote)\b|\b(can|could) you (deliver|supply|send) (us |me )?\d+\b|\bwhen can you\b|\bhappy to (meet|talk|have|chat|try|discuss)\b|\bhow about (next|this|monday|tuesday|wednesday|thursday|friday|tomorrow)\b|\b(monday|tuesday|wednesday|thursday|friday|tomorrow)\b.{0,20}\b(works|is fine|suits|is good|at \d)/,
  }),
];

/** Speaks well of us; two of these, or one beside a wish, say enough. */
export const MEDIUM: readonly Pattern[] = [
  ...patterns('de', 0.75, {
    'positive.sounds':
      /\b(klingt|hoert sich|sieht|schaut)\b.{0,25}\b(gut|interessant|spannend|super|toll|prima|vielversprechend|lecker)\b/,
    'positive.glad':
      /^\W*(ja,? |sehr |aber )?gern(e)?\b|\bja,? (bitte|gern|gerne|unbedingt|sehr gern\w*)\b/,
    'positive.convinced':
      /\b(begeistert|ueberzeugt|hervorragend|geschmeckt|ausgezeichnet|koestlich)\b/,
    'positive.suits':
      /\bpasst\b(?! (nicht|leider|das))|\b(preis\w*|konditionen|angebot)\b.{0,25}\b(passen|in ordnung|okay|stimmt|stimmen|gefaellt|gut)\b/,
    'positive.exactly':
      /\b(genau|so etwas|so was)\b.{0,15}\b(das|etwas|was)?\b.{0,12}\b(suchen|gesucht|brauchen|gebraucht)\b|\bwaere (etwas|was) fuer uns\b|\bgut gebrauchen\b/,
    'positive.reach':
      /\b(melden sie sich|kontaktieren sie (mich|uns)|bitte melden|bin .{0,25}erreichbar|erreichen sie mich)\b/,
    'positive.amount': new RegExp(`\\b\\d+ ${DE_UNIT}\\b`),
    'positive.day': new RegExp(`\\b${DE_DAY}\\b.{0,15}\\b(um \\d+|ab \\d+|\\d+ uhr)`),
    'positive.how':
      /\bwie geht es weiter\b|\bwas brauchen sie von uns\b|\bwie laeuft das\b|\bumstellen\b|\bwechseln\b/,
  }),
  ...patterns('en', 0.75, {
    'positive.sounds':
      /\b(sounds?|looks?) (very |really )?(good|great|interesting|perfect|excellent|fantastic|promising|lovely|tasty)\b|^\W*(perfect|great|excellent|fantastic)\b/,
    'positive.glad':
      /^\W*yes\b,? ?(please|gladly|absolutely|definitely|of course)|\bwith pleasure\b|\bgladly\b/,
    'positive.convinced': /\b(loved|excellent|impressed|delicious|convinced)\b/,
    'positive.confirm': /\bconfirm the (delivery|order|date)\b|\bnew supplier\b/,
    'positive.amount': /\b\d+ (cases|boxes|cartons|pallets|kg|kilos|trays|portions|packs)\b/,
  }),
];

/** A bare yes answers whatever was asked last; alone it is for a person to read. */
export const YES: readonly Pattern[] = [
  ...patterns('de', 0.6, { 'positive.yes': /^\W*(ja|jawohl|klar|okay dann|auf jeden fall)\b/ }),
  ...patterns('en', 0.6, { 'positive.yes': /^\W*(yes|yep|yeah|sure|absolutely)\b/ }),
];

/** A call or something to read: whoever asks for no more than that is interested, and has agreed to nothing. */
const ASKED_TO_KNOW: Readonly<Record<'de' | 'en', RegExp>> = {
  de: /\b(ruf(en|t)?|\w*anrufen|\w*anruf|\w*rueckruf\w*|zurueckrufen|telefon\w*|preis\w*|kataloge?|unterlagen|informationen|infos?|prospekte?|broschueren?|erfahren|wissen)\b/,
  en: /\b(call|phone|ring|price ?lists?|prices|pricing|catalogue|catalog|brochure|details|information|info|tell me more)\b/,
};
const ASKED_FOR_MORE: Readonly<Record<'de' | 'en', RegExp>> = {
  de: new RegExp(
    `\\b(angebote?s?|offerten?|(muster|probe|probier)\\w*|proben|\\w*box(en)?|bestell\\w*|auftrag\\w*|vertrag\\w*|liefer\\w*|termin\\w*|besuch\\w*|treffen|vorbei\\w*|verkost\\w*|degustation\\w*|testen|probieren|kaufen|ordern|interess\\w*)\\b|\\b\\d+ ${DE_UNIT}\\b`,
  ),
  en: /\b(quotes?|quotation|offers?|samples?|box(es)?|orders?|contract|deliver\w*|meet\w*|visit|appointment|tasting|demo|try|buy|interested|supplier|proposal)\b|\b\d+ (cases|cartons|pallets|kg|kilos|trays|portions|packs)\b/,
};

/** Whether a wish in this sentence goes no further than a call or something to read. */
export function onlyAsksToKnow({ pattern }: Hit, sentence: string): boolean {
  const { language, id } = pattern;
  if (!/positive\.(send|could-you|please|wish|call|reach)$/.test(id)) return false;
  return ASKED_TO_KNOW[language].test(sentence) && !ASKED_FOR_MORE[language].test(sentence);
}
