/** Which rows of a long table are in sight. Only these are drawn. */
import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** As in the style sheet. */
export const ROW_PX = 30;
const HEAD_PX = 30;
/** Rows that are drawn above and below. */
const SPARE = 8;

export interface RowWindow {
  readonly frame: RefObject<HTMLElement | null>;
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
  /** Scrolls no further than needed. */
  readonly show: (index: number) => void;
}

/** @param keys of all rows. New ones above do not move those in sight. */
export function useWindow(keys: readonly (string | number)[]): RowWindow {
  const frame = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(0);
  const before = useRef<string | number | undefined>(undefined);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const follow = () => setTop(element.scrollTop);
    const watch = new ResizeObserver(() => setHeight(element.clientHeight));
    element.addEventListener('scroll', follow, { passive: true });
    watch.observe(element);
    return () => {
      element.removeEventListener('scroll', follow);
      watch.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    const element = frame.current;
    const added = before.current === undefined ? -1 : keys.indexOf(before.current);
    [before.current] = keys;
    if (element && added > 0 && element.scrollTop > 0) element.scrollTop += added * ROW_PX;
  }, [keys[0]]);

  const show = useCallback((index: number) => {
    const element = frame.current;
    if (!element) return;
    const rowTop = index * ROW_PX;
    const { scrollTop, clientHeight } = element;
    const sight = clientHeight - HEAD_PX - ROW_PX;
    if (rowTop < scrollTop) element.scrollTop = rowTop;
    else if (rowTop > scrollTop + sight) element.scrollTop = rowTop - sight;
    setTop(element.scrollTop);
  }, []);

  const first = Math.max(0, Math.floor(top / ROW_PX) - SPARE);
  const end = Math.min(keys.length, Math.ceil((top + height) / ROW_PX) + SPARE);
  return { frame, first, end, show };
}
