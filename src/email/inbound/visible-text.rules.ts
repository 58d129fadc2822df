const MOST = 4_000;
const SHORTEST_LINE = 12;

/**
 * What somebody wrote themselves: lines of our own mail go, however a client quoted them, since our footer would
 * otherwise read like a wish to be taken off the list.
 */
export function ownWords(visibleText: string, ours: string | null): string {
  const known = new Set((ours ?? '').split('\n').map(plainLine).filter(isTelling));
  const lines = visibleText.split(/\r?\n/).filter((line) => {
    const plain = plainLine(line);
    return !isTelling(plain) || !(known.has(plain) || isWayOut(plain));
  });
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, MOST);
}

function plainLine(line: string): string {
  return line
    .replace(/^[>\s|]+/, '')
    .replace(/[*_]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function isTelling(line: string): boolean {
  return line.length >= SHORTEST_LINE;
}

/** The line with our withdrawal link. */
function isWayOut(line: string): boolean {
  return /https?:\/\/\S+\/e\/u\/[0-9a-z]{43}/.test(line);
}
