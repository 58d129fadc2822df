/** What servers write in words, and the code (RFC 3463) that they should have written. The first that fits decides. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /mailbox (is )?(full|over quota)|(over|exceed\w*)( \w+){0,3} (quota|storage|disk|mailbox|limit)|quota (has been )?exceeded|not enough (disk |storage )?space|postfach (ist )?(voll|überfüllt)|speicherplatz|insufficient (system )?storage|overquota|inbox is full/i,
    '5.2.2',
  ],
  [
    /(account|mailbox|user|recipient|address)( \w+){0,4} (disabled|inactive|suspended|deactivated|not active|locked|blocked|closed|expired)|account (that you tried to reach )?is (disabled|inactive)|no longer (active|in use|available)|discontinued/i,
    '5.2.1',
  ],
  [
    /(host|domain)( \S+){0,3} (not found|unknown|does not exist|nicht gefunden)|(unknown|no such|invalid) (host|domain)|name service error|no (mx|mail exchanger)|dns (error|lookup failure)|unrouteable|can't find|couldn't find (any )?(host|mx)/i,
    '5.1.2',
  ],
  [
    /(user|recipient|mailbox|address|account|empfänger|adresse|benutzer|postfach|name|alias|member|id)( ?\S+){0,6} (unknown|unbekannt|not (be )?found|does(n't| not) exist|existiert nicht|nicht gefunden|not known|not listed|invalid|is not (a )?valid|not recognized|nicht bekannt)/i,
    '5.1.1',
  ],
  [
    /(unknown|no such|invalid|non-?existent|unbekannte[rn]?|bad|not a valid|unrouteable|undeliverable)( ?\S+){0,3} (user|recipient|mailbox|address|account|name|person|empfänger|adresse|alias|id)|no mailbox( here)?|(doesn't|does not|didn't) have (an? )?(\S+ )?account|addressee unknown|not listed in|not our customer|user (not|unk)/i,
    '5.1.1',
  ],
  [/too (large|big)|exceed\w*( \S+){0,4} size|size (limit|exceed)|message size|zu groß/i, '5.3.4'],
  [
    /(relay|relaying)( \S+){0,2} (denied|not permitted|prohibited|not allowed)|unable to relay|spam|blacklist|black ?list|block ?list|blocked|reputation|policy|dmarc|spf|dkim|rejected for|not authori[sz]ed|access denied|banned|prohibited|refused by/i,
    '5.7.1',
  ],
  [
    /time(d)? ?out|expired|gave up|giving up|(for|after|within|seit) \d+ (hours|days|tagen|stunden)|too long|max(imum)? (time|hop)|retry time|connection (refused|timed)|could ?n.t (connect|establish)|unreachable|deferred/i,
    '4.4.7',
  ],
];

/** Whoever sends mail chooses the text, and some patterns take the square of its length. */
export const MOST_SEARCHED = 4_000;
const ENHANCED = /(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d]|\.\d)/;
const BASIC = /(?<![\d.-])(4[2-5][0-9]|5[0-7][0-9])(?=[\s-]+\S)/;

/** The code in what a server said: written out, by its words, or by the three digits of SMTP. */
export function statusIn(whole: string): string | null {
  const text = whole.slice(0, MOST_SEARCHED);
  const written = ENHANCED.exec(text)?.[1];
  if (written && !written.endsWith('.0.0')) return written;
  const said = WORDS.find(([words]) => words.test(text))?.[1];
  const basic = BASIC.exec(text)?.[1];
  if (said) return basic?.startsWith('4') ? `4${said.slice(1)}` : said;
  if (written) return written;
  return basic ? `${basic.slice(0, 1)}.0.0` : null;
}

/** Words of returned mail, in the subject or in the text. */
const SUBJECTS =
  /undeliver|unzustellbar|nicht zugestellt|nicht zustellbar|zustellung|delivery|deliver(ed)?\b.*(fail|not)|could ?n.t be delivered|return(ed)? (mail|message|to sender|e-?mail)|fail(ure|ed)? (notice|mail)|mail (system )?(error|failure|failed)|message (not|status|rejected)|non[ -]?deliver|nondelivery|unknown user|user unknown|bounce|mail(er)?-daemon|mail returned|email failed|rejected mail|could not send|cannot send|returned|unable to deliver|not delivered|failed mail|error sending|problem with (a )?recipient|remis|consegna|entrega|devuelto/i;
const TEXTS =
  /could ?n.t be delivered|could not be delivered|(was|were|wasn't|not) (be )?(able to |been )?deliver|unable to deliver|(not|nicht) zugestellt|delivery (to|of|has|failed|failure|attempt|error|status)|failed (to deliver|recipient|addresses)|permanent(ly)? (fatal )?(error|failed|failure)|did ?n.t reach|did not reach|undeliver|returned (to|message|mail|unopened)|mail delivery|following (recipient|address|user|error)|(unknown|no such|invalid) (user|recipient|mailbox|host)|user (is )?(unknown|not)|does ?n.t exist|address(es)? (had|failed|rejected)|message (was|has been) (not|rejected|returned|refused)|unzustellbar|mailbox (is )?(full|unavailable)|over quota|transcript of session|^\s*[45]\d\d[ -]/im;

export function soundsReturned({ subject, text }: { subject: string; text: string }): boolean {
  return SUBJECTS.test(subject) || TEXTS.test(text.slice(0, MOST_SEARCHED));
}

const PLAIN_SUBJECTS =
  /^\W*(undeliver(able|ed)|unzustellbar|(e-?mail |mail |message )?(delivery|zustellung)\W+(fail|status|has|report|fehl)|mail delivery fail|(e-?mail|mail|message|nachricht) (could not|was not|konnte nicht) |returned mail|failure notice|nicht zustellbar|non[ -]?delivery)/i;

/** Gateways return mail in the name of people: then both the subject and a refusal in the text must say so. */
export function isUnmistakable({ subject, text }: { subject: string; text: string }): boolean {
  return (
    PLAIN_SUBJECTS.test(subject) &&
    TEXTS.test(text.slice(0, MOST_SEARCHED)) &&
    statusIn(text) !== null
  );
}
