/** Asks before something is done that cannot be undone. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { textOfProblem } from '../api/api-problem.ts';
import { Problem } from './loaded-view.tsx';

interface ConfirmProps {
  readonly title: string;
  /** On the button that does it, such as "End all". */
  readonly action: string;
  readonly children: ComponentChildren;
  readonly perform: () => Promise<void>;
  readonly close: () => void;
}

export function ConfirmDialog({ title, action, children, perform, close }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const confirm = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await perform();
      dialog.current?.close();
    } catch (error) {
      setProblem(textOfProblem(error));
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onClose={close}>
      <form onSubmit={confirm}>
        <h2 id="confirm-title">{title}</h2>
        {children}
        {problem !== null && <Problem text={problem} />}
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="danger" disabled={isBusy}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
