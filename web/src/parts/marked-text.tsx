import { marked } from '../core/marks';
import './marked-text.css';

/** A text as somebody wrote it, with what was heard in it marked. */
export function MarkedText({ text, heard }: { text: string; heard: readonly string[] }) {
  return (
    <p className="marked-text">
      {marked(text, heard).map((piece, index) =>
        piece.marked ? <mark key={index}>{piece.text}</mark> : piece.text,
      )}
    </p>
  );
}
