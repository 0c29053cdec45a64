/** What the project wants to reach, beside what was measured. */
import { number, type Row, table } from './markdown.ts';

export interface Target {
  readonly name: string;
  readonly wanted: 'at least' | 'at most';
  readonly limit: number;
  readonly unit?: string;
  readonly digits?: number;
  /** Null when it could not be measured here. */
  readonly measured: number | null;
}

export function isMet({ wanted, limit, measured }: Target): boolean | null {
  if (measured === null) return null;
  return wanted === 'at least' ? measured >= limit : measured <= limit;
}

export function targetTable(targets: readonly Target[]): string {
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
