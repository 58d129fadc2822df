/**
 * Words and phrases that the most common passwords are made of (English and German lists of leaked passwords), in
 * letters only: whoever adds digits and signs to one of them has not added much.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
    password passwort kennwort losungswort passw0rd passphrase geheim geheimnis schatz schatzi
    hallo hallowelt willkommen welcome letmein login admin administrator root superuser sysadmin
    master default changeme changeit change temp temporary test testtest tester testing guest user
    qwerty qwertz qwertyuiop qwertzuiop asdfgh asdfghjkl yxcvbnm zxcvbnm qazwsx qazwsxedc
    onetwothree abcabc abcdef abcdefgh abcdefghijkl iloveyou ichliebedich loveyou lovelove love
    liebe liebling baby babygirl babyboy sweetheart darling honey princess prinzessin prinz engel
    angel monkey dragon tiger lion eagle adler falcon wolf wolfgang shadow sunshine sonnenschein
    sonne flower blume rainbow butterfly schmetterling dolphin football fussball baseball
    basketball soccer hockey bayern bayernmuenchen borussia dortmund schalke werder hamburg hsv
    stuttgart eintracht superman batman spiderman starwars pokemon naruto minecraft matrix ninja
    samsung iphone google facebook instagram youtube microsoft windows computer internet server
    database network system security secret topsecret confidential private access enter summer
    sommer winter spring fruehling autumn herbst januar februar maerz april juni juli august
    september oktober november dezember january february march june july october december monday
    montag tuesday dienstag wednesday mittwoch thursday donnerstag friday freitag saturday samstag
    sunday sonntag berlin muenchen frankfurt koeln leipzig dresden bremen hannover deutschland
    germany schweiz switzerland oesterreich austria wien vienna zuerich michael thomas andreas
    stefan christian daniel alexander sebastian matthias martin markus peter frank juergen
    jennifer jessica michelle nicole sandra claudia sabine stefanie katharina elisabeth charlotte
    charlie jordan hunter harley killer thunder mustang porsche mercedes ferrari corvette yamaha
    cheese chocolate schokolade kaffee coffee pizza banana orange cookie pepper ginger whatever
    trustno trustnoone fuckyou asshole nothing something freedom freiheit success erfolg money
    geld company firma office buero sales vertrieb marketing support service kunde kunden customer
    relance crm leads restaurant kueche hotel gastro gastronomie catering
    correcthorsebatterystaple iloveyousomuch ichliebedichsosehr letmeinplease opensesame
    thisismypassword thisisapassword mypassword meinpasswort dasistmeinpasswort daspasswort
    newpassword neuespasswort yourpassword userpassword adminpassword adminadmin rootroot
    passwordpassword passwortpasswort ilovejesus jesuschrist godisgood blessed playstation playboy
    liverpool manchester chelseafc arsenalfc barcelona realmadrid harrypotter lordoftherings
    gameofthrones supersecret supergeheim strenggeheim nopassword keinpasswort ihatepasswords
    trustnobody forgotpassword ineedapassword changemenow changemeplease welcomehome
    willkommenzuhause helloworld hellokitty hallodu gutenmorgen gutentag goodmorning allesgute
    mamapapa mamaundpapa family familie mydaughter meinetochter meinsohn einszweidrei
    onetwothreefour abcdefg qwertyqwerty qwertzqwertz asdfasdf asdfghasdfgh testpassword
    testpasswort testuser demouser demopassword temporarypassword startpassword startpasswort
    initialpassword initialpasswort firmenpasswort companypassword verysecret verysecretpassword
    sicherespasswort securepassword strongpassword safepassword bestpassword masterpassword
    masterpasswort superpassword superpasswort
  `
    .trim()
    .split(/\s+/),
);
