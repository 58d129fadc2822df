/** Reserved by ISO 3166 for other uses than a country, and known to `Intl` all the same; and what is free for everybody. */
const NO_COUNTRIES = /^(AA|AC|CP|CQ|DG|E[AUZ]|FX|IC|Q[M-Z]|SU|TA|UK|UN|X[A-Z]|ZZ)$/;

/** Whether a code is a country of ISO 3166-1 alpha-2 today; one that has another code by now is not. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRIES.test(code)) return false;
  return NAMES.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code;
}

const NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/**
 * What is money somewhere today (ISO 4217, without funds, metals and codes for tests). `Intl` knows the dead ones too and
 * does not tell them apart.
 */
const CURRENCIES: ReadonlySet<string> = new Set(
  (
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY ' +
    'COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ' +
    'ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK ' +
    'MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF ' +
    'SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU ' +
    'UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'
  ).split(' '),
);

export const isCurrency = (code: string): boolean => CURRENCIES.has(code);
