import { type Pattern, patterns } from './pattern.rules';

/** Somebody threatens, or asks for what the law gives them. */
export const LEGAL: readonly Pattern[] = [
  ...patterns('de', 1, {
    'legal.lawyer': /\b(rechts)?anw(a|ae)lt(e|s|in|en|innen)?\b/,
    'legal.warning': /\babmahn\w*|\bunterlass(en|ung|ungs\w*)\b/,
    'legal.data-protection': /\bdsgvo\b|\bdatenschutz(beauftragt\w*|behoerde\w*|grundverordnung)\b/,
    'legal.information': /\bauskunft (nach|gemaess|gem)\b|\bart(ikel|\.)? ?(15|17|21)\b/,
    'legal.authority':
      /\bwettbewerbszentrale\b|\bverbraucherzentrale\b|\brechtliche schritte\b|\bstrafanzeige\b/,
  }),
  ...patterns('en', 1, {
    'legal.lawyer': /\b(lawyers?|solicitors?|attorneys?)\b/,
    'legal.action': /\bcease and desist\b|\blegal action\b|\bsue you\b/,
    'legal.data-protection':
      /\bgdpr\b|\bdata protection (officer|authority)\b|\bsubject access request\b/,
  }),
];

const DE_MAILS =
  '(e-?mails?|mails?|werb\\w*|newsletter\\w*|nachrichten?|post|zusendung\\w*|kontakt\\w*|anrufe?|anschreiben|zuschriften|infos?)';
const DE_WRITE =
  '(an)?(schreib\\w*|kontaktier\\w*|(an)?ruf\\w*|zu(ge)?send\\w*|(zu|ge)?schick\\w*|send\\w*|belaestig\\w*|mailen|anmail\\w*|hoeren|melden)';
const EN_WRITE =
  '(e-?mail\\w*|contact\\w*|writ\\w*|messag\\w*|send\\w*|call\\w*|spam\\w*|bother\\w*|text\\w*)';

/** Somebody does not want to hear from us any more. */
export const UNSUBSCRIBE: readonly Pattern[] = [
  ...patterns('de', 0.97, {
    'unsubscribe.sign-off':
      /\b(abzumelden|abmeld(en|ung)|abgemeldet|abbestell\w*|austragen|ausgetragen|deabonn\w*)\b|\b(melde\w*|trag\w*|nehm\w*) (sie )?(mich|uns|meine \S+|unsere \S+)\b[^,]{0,30}\b(ab|aus|raus|runter|von der|aus der|aus dem)\b/,
    'unsubscribe.list':
      /\b(aus|von|vom)\b[^,]{0,25}\b(verteiler\w*|liste|listen|mailing\w*|newsletter|adressliste|datenbank|kartei)\b/,
    'unsubscribe.no-more': new RegExp(
      `\\b(kein(e|en|erlei)?|ohne) (weitere[nr]? |solche[nr]? |derartige[nr]? )?(\\w+ ){0,2}?${DE_MAILS}\\b[^,]{0,40}\\b(mehr|wuensch\\w*|erhalten|bekommen)\\b|\\bkein(e|en|erlei)? (weitere[nr]?|solche[nr]?) (\\w+ ){0,1}?(${DE_MAILS}|angebote?)\\b|\\bbitte keine? (\\w+ )?${DE_MAILS}\\b|\\bkeine? (angebote?|muster|prospekte?|kataloge?)\\b[^,]{0,12}\\bmehr\\b|^keine? ${DE_MAILS}\\W*$`,
    ),
    'unsubscribe.no-writing': new RegExp(
      `\\b(nichts? (mehr|weiter|laenger)|nie (wieder|mehr)|keinesfalls)\\b[^,]{0,30}\\b${DE_WRITE}\\b|\\b${DE_WRITE}\\b[^,]{0,40}\\b(nichts? (mehr|weiter)|nie (wieder|mehr))\\b`,
    ),
    'unsubscribe.stop':
      /\bhoer\w* (sie |endlich |bitte |damit )*auf\b|\b(in|meine|unsere) ruhe\b(?=\W*$|.{0,20}lass)|^\W*stopp?\b\W*(bitte\W*)?$|\bsofort (aufhoeren|einstellen)\b/,
    'unsubscribe.objection':
      /\bwiderspr(e|i|o)ch\w*|\bwiderspruch\b|\beinwilligung\b.{0,25}\b(zurueck\w*|widerruf\w*)|\bwiderruf(e|en)?\b/,
    'unsubscribe.delete':
      /\b(loesch|entfern|streich)\w*\b.{0,45}\b(daten|adresse|mail-?adresse|e-?mail|nummer|rufnummer|kontakt\w*|mich|uns|eintrag)\b|\b(daten|adresse|mailadresse|e-?mail|nummer|mich|uns|bitte)\b.{0,30}\b(loesch|entfern|streich)(en|ung)\b/,
    'unsubscribe.refrain':
      /\b(werb\w*|zusendung\w*|mails?|angeboten?|anrufen)\b.{0,25}\b(abzusehen|absehen)\b|\bsehen sie .{0,50}\bab\b|\b(ver)?bitte? ich mir\b|\bverbitte\b/,
    'unsubscribe.spam':
      /(?<!im |in den |als )\bspam\b(?!-?(ordner|filter|verdacht))|\bbelaestig\w*/,
  }),
  ...patterns('en', 0.97, {
    'unsubscribe.sign-off': /\bunsubscrib\w*|\bopt(ed|ing)?[ -](me |us )?out\b/,
    'unsubscribe.list':
      /\b(off|from)\b (of )?(your|this|the|any|all)? ?([a-z]+ )?(list|lists|database|mailing|newsletter)\b/,
    'unsubscribe.no-more':
      /\bno (more|further) (e-?mails?|mails?|messages?|contact|calls?|offers?|advert\w*|marketing)\b|\b(do not|don't|not|no longer|never) (\w+ ){0,3}(receive|get|hear)\b[^,]{0,30}\b(more|further|anything|again|your|from you|e-?mails?|messages?)\b/,
    'unsubscribe.no-writing': new RegExp(
      `\\b(do not|don't|never|please not)\\b (ever )?${EN_WRITE}\\b[^,]{0,30}\\b(again|any ?more|us|me)\\b(?! (samples?|a|an|the|any) )|\\bnever (again )?${EN_WRITE} (me|us|to me|to us)\\b`,
    ),
    'unsubscribe.stop': new RegExp(
      `\\bstop\\b,? (it|this|that|please|${EN_WRITE})|^\\W*(please )?stop\\b\\W*(please|now|it)?\\W*$|\\bleave (me|us) alone\\b|\\blose (my|our) (number|address|e-?mail)\\b`,
    ),
    'unsubscribe.delete':
      /\b(delete|erase|remove)\b.{0,30}\b(my|our|me|us|this)\b ?(data|address|e-?mail|details|number|account|name|contact)?/,
    'unsubscribe.spam':
      /\b(is|this|pure|more) spam\b|^\W*spam\W*$|\bspamm(er|ing)\b|\bwithdraw (my|our) consent\b|\bi object to\b/,
  }),
];

/** A machine answers for somebody who is not there. */
export const AUTO_REPLY: readonly Pattern[] = [
  ...patterns('de', 1, {
    'auto.away':
      /\babwesenheits\w*|\babwesend\b|\bnicht (im (haus|buero|hause)|am (arbeits)?platz|besetzt)\b|\bim urlaub (bis|vom|und)\b|\bich bin .{0,40}\bim urlaub\b|\bbetriebs(ferien|urlaub)\b|\bwieder (erreichbar|fuer sie da|im (haus|buero))\b/,
    'auto.machine':
      /\bautomati(sch|sierte|scher?)\w* (antwort|erzeugt\w*|generiert\w*|eingangs\w*|nachricht|versandt?)|\beingangsbestaetigung\b|\b(anfrage|nachricht|e-?mail) ist bei uns eingegangen\b|\bwird nicht (weitergeleitet|gelesen)\b/,
  }),
  ...patterns('en', 1, {
    'auto.away':
      /\bout of (the )?office\b|\bon (annual|parental|maternity|sick)? ?leave\b|\b(currently|presently) (travell?ing|away|on holiday|on vacation)\b|\blimited access to\b|\bwill be back (on|in the office)\b/,
    'auto.machine':
      /\bauto(mated|matic)[ -](response|reply|message)\b|\bauto-?reply\b|\bhave received your (enquiry|inquiry|message|e-?mail|request)\b/,
  }),
];
