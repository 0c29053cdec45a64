/** Keys of the page. They do nothing while text is typed or a dialog is open. */
import { useEffect, useRef } from 'preact/hooks';

export type KeyBindings = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const TYPING = 'input, textarea, select';

/** @param bindings by `KeyboardEvent.key`. */
export function useKeys(bindings: KeyBindings): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]')) return;
      const { target, key } = event;
      if (target instanceof HTMLElement && target.matches(TYPING)) {
        if (key === 'Escape') target.blur();
        return;
      }
      const perform = latest.current[key];
      if (!perform) return;
      event.preventDefault();
      perform(event);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** Moves to the first field that searches the page. */
export function focusSearch(): void {
  document.querySelector<HTMLElement>('main [data-search]')?.focus();
}
