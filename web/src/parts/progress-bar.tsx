import './progress-bar.css';

interface ProgressBarProps {
  label: string;
  /** From 0 to 1; null while nobody knows. */
  value: number | null;
  /** The same in counted words, for the eye and for screen readers. */
  text: string | null;
}

/** How far long work is, in counted things. */
export function ProgressBar({ label, value, text }: ProgressBarProps) {
  return (
    <div className="progress-bar">
      <p className="progress-label">
        <span>{label}</span>
        {text !== null && <span className="rl-num">{text}</span>}
      </p>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={value === null ? undefined : Math.floor(value * 100)}
        aria-valuetext={text ?? undefined}
        className="progress-track"
        data-unknown={value === null || undefined}
      >
        <span style={{ width: value === null ? undefined : `${String(value * 100)}%` }} />
      </div>
    </div>
  );
}
