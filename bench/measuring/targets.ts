/** The performance targets of the project, with the measured values. */
import { number, type Row, spreadText, table } from './markdown.ts';
import type { Spread } from './spread.ts';

export interface Target {
  readonly name: string;
  readonly wanted: 'at least' | 'at most';
  readonly limit: number;
  readonly unit?: string;
  readonly digits?: number;
  /** A spread if there are several rounds. Null when it could not be measured on this machine. */
  readonly measured: Spread | number | null;
  /** Why the target is missed, and what to try next. */
  readonly lead?: string;
}

/** Compares the median. */
export function isMet({ wanted, limit, measured }: Target): boolean | null {
  if (measured === null) return null;
  const value = typeof measured === 'number' ? measured : measured.median;
  return wanted === 'at least' ? value >= limit : value <= limit;
}

/** Marks the missed targets. */
export function targetTable(targets: readonly Target[]): string {
  const leads = targets.flatMap((target) => (isMet(target) === false ? (target.lead ?? []) : []));
  const list = [...new Set(leads)].map((lead) => `- ${lead}`).join('\n');
  return [verdictTable(targets), ...(list === '' ? [] : [`Missed, and why:\n\n${list}`])].join(
    '\n\n',
  );
}

function verdictTable(targets: readonly Target[]): string {
  return table(
    ['target', 'wanted', 'measured', 'verdict'],
    targets.map((target): Row => {
      const { name, wanted, limit, unit = '', digits = 2 } = target;
      const met = isMet(target);
      const verdict = met === null ? 'not measured' : met ? 'met' : 'missed';
      return [name, `${wanted} ${number(limit, digits)}${unit}`, measuredText(target), verdict];
    }),
  );
}

function measuredText({ measured, digits = 2, unit = '' }: Target): string {
  if (measured === null) return '–';
  const isSingle = typeof measured === 'number';
  return (isSingle ? number(measured, digits) : spreadText(measured, digits)) + unit;
}
