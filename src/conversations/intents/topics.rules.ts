import { type Pattern, patterns } from '../classification/pattern.rules';

/** What somebody may want of a chat, in the words of both languages; matched against folded text, word by word. */
export type Topic =
  | 'person'
  | 'complaint'
  | 'callback'
  | 'content'
  | 'price'
  | 'product'
  | 'later'
  | 'not_interested'
  | 'feedback_negative'
  | 'feedback_positive'
  | 'interested'
  | 'help'
  | 'opt_in'
  | 'opt_out'
  | 'thanks'
  | 'greeting';

const DE_PERSON =
  '(menschen?|personen?|mitarbeiter(in|innen|n)?|berater(in|innen|n)?|ansprechpartner(in|n)?|kolleg(e|en|in|innen)|jemand(en|em)?|vertriebler(in)?|aussendienst\\w*)';
const DE_PAPERS =
  '(broschueren?|prospekte?|kataloge?|unterlagen|infomaterial|informationsmaterial|flyer|datenblaetter|datenblatt|rezepte?|rezeptheft\\w*|bilder|fotos?|videos?|inhalte?|pdfs?|produktmappe|speisekarten?ideen)';
const EN_PAPERS =
  '(brochures?|catalogues?|catalogs?|leaflets?|flyers?|data ?sheets?|spec sheets?|recipes?|pictures?|photos?|images?|videos?|content|pdfs?|documents?|updates?)';

/** In the order in which they are asked: what weighs most stands first. */
export const TOPICS: readonly (readonly [Topic, readonly Pattern[]])[] = [
  [
    'person',
    [
      ...patterns('de', 0.95, {
        'person.speak': new RegExp(
          `\\b(mit|von|zu) (einem|einer|eurem|eurer|ihrem|ihrer|dem|der)? ?(echten?|richtigen?|wirklichen?)? ?${DE_PERSON}\\b|\\b(echter?n?|richtiger?n?|wirklicher?n?) (mensch(en)?|person)\\b|^\\W*(bitte )?(ein(en)? )?(mensch|mitarbeiter|berater|ansprechpartner)(in)?( bitte)?\\W*$`,
        ),
        'person.no-machine':
          /\b(kein(e|en)?|nicht mit (einem|einer|nem|dem)|statt) ?(bot|roboter|maschine|automat|computer|chatbot)\b/,
        'person.is-there':
          /\b(ist|sitzt) (da|dort|hier) (jemand|ein mensch)\b|\bbist du (ein )?(bot|mensch|roboter)\b|\bsind sie (ein )?(bot|mensch|roboter)\b/,
      }),
      ...patterns('en', 0.95, {
        'person.speak':
          /\b(talk|speak|chat|connect me|put me through|pass me) (to|with) (a |an |some |your |the |any)?(real |actual |live )?(human|person|someone|somebody|agent|colleague|representative|rep|advisor|adviser|sales(man|woman|person)?|people)\b|\b(real|actual|live) (human|person|agent)\b|^\W*(a )?(human|agent|person|representative),?( please)?\W*$/,
        'person.no-machine':
          /\b(not|no|stop) (a |the |this |talking to a )?(bot|robot|machine|chatbot)\b|\bare you (a )?(bot|robot|human|real)\b|\bis (this|that) a (bot|robot)\b/,
      }),
    ],
  ],
  [
    'complaint',
    [
      ...patterns('de', 0.95, {
        'complaint.word':
          /\b(beschwer(e|en|den|de|t|lich)|beschwerden?|reklam(ation\w*|ieren|iere|iert)|maengel\w*|bemaengel\w*|schadensersatz|geld zurueck)\b/,
        'complaint.goods':
          /\b(ware|lieferung|paket|karton|kiste|produkte?|box|muster|probierbox)\b[^.!?]{0,40}\b(verdorben|vergammelt|verfault|kaputt|beschaedigt|defekt|aufgetaut|schimmel\w*|abgelaufen|falsch|unvollstaendig|fehlt|fehlen|nie angekommen|nicht angekommen|nicht gekommen|zu spaet|verspaetet)\b|\b(verdorben|kaputt|beschaedigt|aufgetaut|schimmel\w*|abgelaufen)\w*\b[^.!?]{0,30}\b(ware|lieferung|paket|produkte?|angekommen|geliefert)\b/,
        'complaint.anger':
          /\b(unverschaemt\w*|frechheit|inakzeptabel|unzumutbar|unmoeglich(es|er|e)? (verhalten|service|umgang)|(stink)?sauer auf|verarsch\w*|(so ein|was fuer ein) (mist|saftladen)|veraergert|entsetzt|enttaeuscht von)\b/,
        'complaint.bill':
          /\b(rechnung|berechnet|abgebucht|gutschrift)\b[^.!?]{0,30}\b(falsch|doppelt|zu (hoch|viel)|stimmt nicht|fehler\w*)\b|\b(falsche?|doppelte?) (rechnung|abbuchung)\b/,
      }),
      ...patterns('en', 0.95, {
        'complaint.word': /\b(complain(t|ts|ing)?|refund|compensation|money back)\b/,
        'complaint.goods':
          /\b(goods|delivery|parcel|package|box|boxes|order|products?|samples?)\b[^.!?]{0,40}\b(spoil(ed|t)|broken|damaged|defrosted|mouldy|moldy|expired|wrong|missing|incomplete|late|never (arrived|came)|not arrived|n't arrived)\b|\b(spoil(ed|t)|broken|damaged|mouldy|moldy|expired) (goods|delivery|parcel|products?|boxes)\b/,
        'complaint.anger':
          /\b(unacceptable|outrageous|disgrace(ful)?|appalling|furious|(very|really|so) (angry|upset|annoyed)|ripped off|terrible (service|experience)|worst (service|experience))\b/,
        'complaint.bill':
          /\b(invoice|bill|charged?|overcharged)\b[^.!?]{0,30}\b(wrong|twice|incorrect|too much|error)\b|\bovercharged\b/,
      }),
    ],
  ],
  [
    'callback',
    [
      ...patterns('de', 0.95, {
        'callback.call':
          /\b(ruf(en|t|st|e)?|anruf(en|e|t)?|zurueckruf\w*)\b( sie| du| ihr)?( (mich|uns|bitte|mal|doch|gern|gerne|kurz|morgen|heute|einfach|naechste woche))+\b|\b(mich|uns) (bitte |mal |doch |kurz |morgen |heute |zurueck)*(anrufen|zurueckrufen|zurueck rufen|anzurufen|zurueckzurufen)\b|\brueckruf\w*|\b(bitte|um) (einen )?(anruf|rueckruf|telefonat)\b|\btelefonieren\b|\btelefontermin\b|\btelefonisch(e[nrsm]?)? (besprechen|klaeren|gespraech|beraten|erreich\w*)\b/,
      }),
      ...patterns('en', 0.95, {
        'callback.call':
          /\b(call|ring|phone) (me|us)\b|\bgive (me|us) a (call|ring|bell|shout)\b|\bcall ?back\b|\b(arrange|schedule|set up|have|book|jump on) a (quick |short )?(phone )?call\b|\b(could|can) (you|someone|somebody) (please )?(call|ring|phone)\b|\bover the phone\b/,
      }),
    ],
  ],
  [
    'content',
    [
      ...patterns('de', 0.9, {
        'content.papers': new RegExp(`\\b${DE_PAPERS}\\b`),
        'content.unlock':
          /\b(freischalten|entsperren|schick(en|t)? (sie |mir |uns |es |bitte )*(das|die|den) (details|infos?|material)|details (bitte|schicken|senden)|mehr (infos?|informationen|details))\b/,
      }),
      ...patterns('en', 0.9, {
        'content.papers': new RegExp(`\\b${EN_PAPERS}\\b`),
        'content.unlock':
          /\bunlock\b|\bsend (me |us |it |over )*(the |more |some )?(details|info|information|material)\b|\bmore (info|information|details)\b/,
      }),
    ],
  ],
  [
    'price',
    [
      ...patterns('de', 0.9, {
        'price.word':
          /\b(preis(e|es|en|liste\w*|lich\w*|anfrage\w*)?|kosten|kostet|konditionen|rabatte?|mindestbestell\w*|staffelpreise?|nachlass|skonto|angebot(e|s)?|offerten?|teuer|guenstig\w*)\b/,
        'price.how-much': /\bwie ?viel\b[^.!?]{0,25}\b(macht|zahl\w*|euro|franken|chf|eur)\b/,
      }),
      ...patterns('en', 0.9, {
        'price.word':
          /\b(prices?|pricing|price ?lists?|costs?|quotes?|quotation|discounts?|rates|minimum order|how much|expensive|cheap(er)?)\b/,
      }),
    ],
  ],
  [
    'product',
    [
      ...patterns('de', 0.85, {
        'product.word':
          /\b(produkt(e|en|s|palette)?|sortiment\w*|artikel\w*|probierbox\w*|muster\w*|proben?|verkostung\w*|zutaten|allergene?|inhaltsstoffe|naehrwerte?|haltbarkeit|gebinde\w*|vegan(e|er|es|en)?|vegetarisch\w*|glutenfrei\w*|laktosefrei\w*|halal|bio|tiefkuehl\w*|liefer(n|t|ung|ungen|zeit\w*|tage?|gebiet\w*|termin\w*)|schnitzel\w*|pommes|suppen?|desserts?|saucen?|sossen?|gemuese\w*|fisch\w*|fleisch\w*|teigwaren|knoedel|spaetzle|brot\w*|broetchen|kuchen)\b/,
        'product.have': /\b(haben|habt|fuehren|fuehrt|gibt es|gibts) (sie|ihr|auch|es|bei)\b/,
      }),
      ...patterns('en', 0.85, {
        'product.word':
          /\b(products?|range|assortment|items?|samples?|sample box|tasting|ingredients?|allergens?|nutrition\w*|shelf life|packaging|vegan|vegetarian|gluten[- ]free|lactose[- ]free|halal|organic|frozen|deliver(y|ies|s)?|lead times?|schnitzels?|fries|soups?|desserts?|sauces?|vegetables?|fish|meat|pasta|dumplings?|bread|rolls?|cakes?)\b/,
        'product.have': /\b(do|have) you (have|got|sell|stock|carry|offer|do)\b/,
      }),
    ],
  ],
  [
    'feedback_negative',
    [
      ...patterns('de', 0.9, {
        'feedback.bad':
          /\b(schlecht(e|er|es|en)?|furchtbar|schrecklich|mies(e|er|es)?|nervt|nervig|enttaeuscht\w*|enttaeuschend\w*|unzufrieden\w*|ungeniessbar|geschmacklos|nicht (so )?(gut|lecker|toll|zufrieden|begeistert|ueberzeug\w*|geschmeckt|gefallen)|schmeck(t|te|en|ten) (uns |mir )?(gar |ueberhaupt |leider )*nicht|zu (salzig|trocken|fettig|weich|hart))\b/,
      }),
      ...patterns('en', 0.9, {
        'feedback.bad':
          /\b(bad|awful|horrible|terrible|poor|disappoint(ed|ing)|unhappy|dissatisfied|annoying|tasteless|inedible|not (so |very |that |really )?(good|tasty|great|happy|impressed|satisfied)|didn't (like|enjoy)|too (salty|dry|greasy|soft|hard))\b/,
      }),
    ],
  ],
  [
    'feedback_positive',
    [
      ...patterns('de', 0.9, {
        'feedback.good':
          /\b(lecker(e|er|es)?|koestlich\w*|hervorragend\w*|super (produkt|sache|service|qualitaet)|sehr gut(e|er|es)?|toll(e|er|es)?|klasse|ausgezeichnet\w*|begeistert|hat (uns |mir |allen )*(sehr |super |wirklich )*(gut )?geschmeckt|sehr zufrieden|prima|weiter so|spitze|perfekt)\b/,
      }),
      ...patterns('en', 0.9, {
        'feedback.good':
          /\b(delicious|tasty|excellent|amazing|fantastic|great (product|stuff|service|quality|job)|loved (it|them)|very good|really good|very (happy|satisfied|pleased)|well done|keep it up|perfect|awesome)\b/,
      }),
    ],
  ],
  [
    'help',
    [
      ...patterns('de', 0.9, {
        'help.word':
          /^\W*(hilfe|menue|menu|optionen|info|auswahl)\W*$|\b(was (kann|koennen|kannst) (ich|du|sie|ihr|man)\b[^.!?]{0,15}(hier|tun|machen|fragen|schreiben|alles)|wie (funktioniert|geht) (das|es|dieser? chat)|worum geht es|wer (sind sie|bist du|seid ihr|ist da|schreibt)|brauche hilfe|helfen sie mir|(kannst|koennen) (du|sie) mir helfen)\b/,
      }),
      ...patterns('en', 0.9, {
        'help.word':
          /^\W*(help|menu|options|start over)\W*$|\b(what can (i|you) (do|ask|say)|how does (this|it) work|who (is this|are you)|what is this( about)?|i need help|(can|could) you help)\b/,
      }),
    ],
  ],
  [
    'opt_in',
    [
      ...patterns('de', 0.95, {
        'opt-in.word':
          /^\W*(start|anmelden|abonnieren)\W*$|\b(wieder|gern|gerne)\b[^.!?]{0,20}\b(nachrichten|infos?|angebote|newsletter|post)\b[^.!?]{0,30}\b(erhalten|bekommen|empfangen)\b|\bmelden sie (mich|uns)\b[^.!?]{0,30}\ban\b|\b(ich|wir) willige?n? ein\b/,
      }),
      ...patterns('en', 0.95, {
        'opt-in.word':
          /^\W*(start|subscribe|unstop|opt[ -]in)\W*$|\b(sign|add) (me|us) (up|to (your|the) (list|newsletter|updates))\b|\b(i|we) (want|would like|agree) to (receive|get) (your |more )?(messages|updates|news|offers|newsletters?)\b/,
      }),
    ],
  ],
  [
    'thanks',
    [
      ...patterns('de', 0.9, {
        'thanks.word':
          /\b(danke|dankeschoen|danke ?sehr|vielen dank|besten dank|herzlichen dank|merci|dank dir|dank ihnen)\b/,
      }),
      ...patterns('en', 0.9, {
        'thanks.word': /\b(thanks|thank you|thx|cheers|much appreciated|ta)\b/,
      }),
    ],
  ],
  [
    'greeting',
    [
      ...patterns('de', 0.9, {
        'greeting.word':
          /^\W*(hallo|hi|hey|moin( moin)?|servus|grue+zi|gruess gott|gruess sie|guten (tag|morgen|abend)|tag|morgen|mahlzeit)\b/,
      }),
      ...patterns('en', 0.9, {
        'greeting.word': /^\W*(hello|hi|hey|good (morning|afternoon|evening|day)|greetings|hiya)\b/,
      }),
    ],
  ],
];

/** What is said as a whole, and lost once a text is parted into clauses. */
export const WHOLE: readonly (readonly [Topic, readonly Pattern[]])[] = [
  ['help', patterns('de', 0.9, { 'help.mark': /^\W*\?+\W*$/ })],
  [
    'feedback_positive',
    [
      ...patterns('de', 0.9, { 'feedback.not-bad': /\b(gar )?nicht (schlecht|uebel)\b/ }),
      ...patterns('en', 0.9, { 'feedback.not-bad': /\bnot bad\b/ }),
    ],
  ],
];
