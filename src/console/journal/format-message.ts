/** Breaks the body of a message into lines, for people. What is not XML or JSON stays as it is. */

const INDENT = '  ';
const DEPTH_MAX = 40;

export function formatMessage(body: string): string {
  const text = body.trim();
  if (text.startsWith('<')) return formatXml(text);
  if (/^[[{]/.test(text)) return formatJson(text);
  return body;
}

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, INDENT);
  } catch {
    return text;
  }
}

/** An element with text only stays in one line. */
function formatXml(text: string): string {
  const parts = text.split(/(<[^>]*>)/).filter((part) => part.trim() !== '');
  const lines: string[] = [];
  let depth = 0;
  for (const [index, part] of parts.entries()) {
    const isEnd = part.startsWith('</');
    const isInside = !part.startsWith('<') || (isEnd && !startsLine(parts, index));
    if (isEnd) depth -= 1;
    if (isInside && lines.length > 0) lines.push(`${lines.pop()}${part}`);
    else lines.push(`${INDENT.repeat(Math.min(Math.max(depth, 0), DEPTH_MAX))}${part}`);
    if (/^<[^!?/]/.test(part) && !part.endsWith('/>')) depth += 1;
  }
  return lines.join('\n');
}

/** Whether there are elements between the start and the end of an element. */
function startsLine(parts: readonly string[], end: number): boolean {
  const before = parts[end - 1] ?? '';
  const start = before.startsWith('<') ? before : (parts[end - 2] ?? '');
  return start.startsWith('</') || start.endsWith('/>') || start.startsWith('<!');
}
