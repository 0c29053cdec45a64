/** Tells how far a long work on rows is, once a second. */
import type { Terminal } from './terminal.ts';

const TOLD_EVERY_MS = 1_000;

/** Answers what is to be told of each step. */
export function rowProgress(terminal: Terminal, verb: string): (rows: number) => void {
  let toldAt = performance.now();
  return (rows) => {
    if (performance.now() - toldAt < TOLD_EVERY_MS) return;
    toldAt = performance.now();
    terminal.note(`${rows} rows ${verb}`);
  };
}
