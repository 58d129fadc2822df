import { Button } from '@mantine/core';
import './undo-line.css';

interface UndoLineProps {
  text: string;
  /** The name of the button. */
  act: string;
  onUndo: () => void;
}

/** What a toast says, with the button that takes it back. */
export function UndoLine({ text, act, onUndo }: UndoLineProps) {
  return (
    <span className="undo-line">
      {text}
      <Button variant="subtle" size="compact-sm" onClick={onUndo}>
        {act}
      </Button>
    </span>
  );
}
