/** A time as people tell it. The exact one shows when the mouse is over it. */
import { useNow } from '../state/use-now.ts';
import { printExact, printRelative } from './print-time.ts';

/** @param at ISO 8601. Null for never. */
export function Time({ at, never = 'never' }: { readonly at: string | null; never?: string }) {
  const now = useNow();
  if (at === null) return <span class="quiet">{never}</span>;
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={printExact(ms)}>
      {printRelative(ms, now)}
    </time>
  );
}
