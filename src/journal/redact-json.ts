/** Hides the values of a JSON document. */
import type { Shape } from './message-shape.ts';
import { redactValue } from './redact-xml.ts';
import type { Redaction } from './redaction.ts';

/** Other names of properties may be secrets, such as a password that was sent as a form. */
const NAME = /^[A-Za-z_][\w.:/@-]{0,99}$/;

/** Returns the document with names in place of what is hidden. @param value parsed JSON. */
export function redactJson(value: unknown, shape: Shape, redaction: Redaction): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => redactJson(item, shape.item(), redaction));
  }
  if (typeof value === 'object' && value !== null) {
    const properties = Object.entries(value).map(([name, property]: [string, unknown]) => [
      redactName(name, redaction),
      redactJson(property, shape.property(name), redaction),
    ]);
    return Object.fromEntries(properties);
  }
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    return shape.text === 'shown' ? value : redaction.hide(String(value), 'unknown');
  }
  return redactValue(String(value), shape.text, redaction);
}

/** Returns the name of a property or a parameter, unless it may be a secret. */
export function redactName(name: string, redaction: Redaction): string {
  return NAME.test(name) ? redaction.show(name) : redaction.hide(name, 'unknown');
}
