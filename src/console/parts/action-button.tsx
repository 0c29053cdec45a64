/** A button that does something after a question. Viewers do not see it. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useMayAct } from '../state/console-context.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface ActionButtonProps {
  readonly label: string;
  /** For people who hear the page, if the label does not say it all. */
  readonly about?: string;
  readonly title: string;
  readonly question: ComponentChildren;
  readonly perform: () => Promise<void>;
}

export function ActionButton({ label, about, title, question, perform }: ActionButtonProps) {
  const [isAsking, setAsking] = useState(false);
  if (!useMayAct()) return null;
  const spoken = about === undefined ? undefined : `${label} ${about}`;
  return (
    <>
      <button type="button" class="small" aria-label={spoken} onClick={() => setAsking(true)}>
        {label}
      </button>
      {isAsking && (
        <ConfirmDialog
          title={title}
          action={label}
          perform={perform}
          close={() => setAsking(false)}
        >
          <p>{question}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
