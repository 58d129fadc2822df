import './wordmark.css';

export function Wordmark({ size = 20, compact = false }: { size?: number; compact?: boolean }) {
  return (
    <span className="wordmark">
      <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden>
        <path
          d="M6 20V4h7.25a4.75 4.75 0 0 1 0 9.5H9.5L18 20"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className={compact ? 'rl-hidden' : undefined}>Relance</span>
    </span>
  );
}
