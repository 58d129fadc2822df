import { createHash } from 'node:crypto';

/** A page without script for people who are not at our screens: its style is its only resource. */
export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

const STYLE = `:root{color-scheme:light dark;--ink:#22211f;--soft:#6b665e;--paper:#f6f3ee;--card:#fff;--line:#e2dcd1;--brand:#1f6b47;--bad:#a3271f}
@media (prefers-color-scheme:dark){:root{--ink:#ece8e1;--soft:#aaa59c;--paper:#15171a;--card:#202428;--line:#343a40;--brand:#48b07f;--bad:#ff9a8f}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,'Segoe UI',sans-serif}
main{max-width:34rem;margin:12vh auto;padding:2rem;background:var(--card);border:1px solid var(--line);border-top:4px solid var(--brand);border-radius:.5rem}
main.wide{max-width:72rem;margin:2rem auto}h1{margin:0 0 .75rem;font-size:1.4rem;line-height:1.25}h2{font-size:1.05rem;margin:1.5rem 0 .5rem}
p{margin:0 0 1rem}.soft,td.soft{color:var(--soft)}a{color:var(--brand)}button{font:inherit;font-weight:600;color:#fff;background:#1f6b47;border:0;border-radius:.4rem;padding:.7rem 1.2rem;min-height:44px;cursor:pointer}
button.plain{background:none;color:var(--brand);padding:.7rem 0;text-decoration:underline}button:focus-visible,a:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:.5rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}th{font-size:.85rem;color:var(--soft)}
textarea{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.4rem;padding:.6rem}.acts{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:center}
iframe{width:100%;height:46rem;border:1px solid var(--line);border-radius:.4rem;background:#fff}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;font-size:.9rem}
blockquote{margin:0 0 1rem;padding:.75rem 1rem;border-left:4px solid var(--brand);white-space:pre-line;overflow-wrap:anywhere}.lines{white-space:pre-line}.small{font-size:.85rem}
.field,.check{margin:0 0 1.1rem}.field label{display:block;font-weight:600;margin:0 0 .25rem}.field label span{font-weight:400;color:var(--soft)}
.field input,.field select,.field textarea{width:100%;min-height:44px;font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:.4rem;padding:.6rem}
.check{display:grid;grid-template-columns:1.5rem 1fr;gap:0 .75rem}.check input{width:1.5rem;height:1.5rem;margin:.05rem 0 0;accent-color:var(--brand)}.check label{white-space:pre-line}.check p{grid-column:2;margin:.25rem 0 0}form+p{margin-top:1rem}
input:focus-visible,select:focus-visible,textarea:focus-visible{outline:3px solid var(--brand);outline-offset:2px}[aria-invalid=true]{border-color:var(--bad)!important}
.wrong{color:var(--bad);margin:.25rem 0 0}.faults{border:1px solid var(--bad);border-radius:.4rem;padding:.75rem 1rem;margin:0 0 1.25rem}.faults ul{margin:.25rem 0 0;padding-left:1.25rem}.faults a{color:var(--bad)}
.trap{position:absolute;left:-200vw;width:1px;height:1px;overflow:hidden}footer{margin:1.5rem 0 0;padding:1rem 0 0;border-top:1px solid var(--line)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0 0 1rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
@media (max-width:40rem){main{margin:0;border-radius:0;border-inline:0;min-height:100vh}th.less,td.less{display:none}dl{grid-template-columns:1fr}}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** Not kept, not indexed, and not named to whoever it links to. */
const PRIVATE = {
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
  'referrer-policy': 'no-referrer',
  'content-type': 'text/html; charset=utf-8',
};

/** @param body HTML in which every value has gone through {@link text} */
export function page(lang: string, title: string, body: string, wide = false): Page {
  const html = `<!doctype html><html lang="${text(lang)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${text(title)}</title><style>${STYLE}</style></head><body><main${wide ? ' class="wide"' : ''}>${body}</main></body></html>`;
  return { html, headers: { ...PRIVATE, 'content-security-policy': POLICY } };
}

/** HTML that somebody else wrote: no script, no form, nothing fetched but pictures, and only inside our own page. */
export function foreignHtml(html: string): Page {
  const policy = `default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; sandbox; frame-ancestors 'self'`;
  return { html, headers: { ...PRIVATE, 'content-security-policy': policy } };
}

/**
 * An empty page into which our own screens write a letter: its policy lets the letter's inline styles be, which that of
 * the screens does not, and lets no script run and fetches nothing.
 */
export function letterFrame(): Page {
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'self'; frame-ancestors 'self'`;
  const html = '<!doctype html><html><head><title></title></head><body></body></html>';
  return { html, headers: { ...PRIVATE, 'content-security-policy': policy } };
}

export function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
