/** The performance targets of the project, with the measured values. */
import { number, type Row, table } from './markdown.ts';

export interface Target {
  readonly name: string;
  readonly wanted: 'at least' | 'at most';
  readonly limit: number;
  readonly unit?: string;
  readonly digits?: number;
  /** Null when it could not be measured on this machine. */
  readonly measured: number | null;
  /** Why the target is missed, and what to try next. */
  readonly lead?: string;
}

export function isMet({ wanted, limit, measured }: Target): boolean | null {
  if (measured === null) return null;
  return wanted === 'at least' ? measured >= limit : measured <= limit;
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
      const { name, wanted, limit, unit = '', digits = 2, measured } = target;
      const value = measured === null ? '–' : number(measured, digits) + unit;
      const met = isMet(target);
      const verdict = met === null ? 'not measured' : met ? 'met' : 'missed';
      return [name, `${wanted} ${number(limit, digits)}${unit}`, value, verdict];
    }),
  );
}
