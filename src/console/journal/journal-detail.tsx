/** One request of the journal: what came, what was answered, and why it was refused. */
import { useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal-entry.ts';
import { StateBadge } from '../parts/badge.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Code, type Fact, Facts } from '../parts/facts.tsx';
import { Empty } from '../parts/loaded-view.tsx';
import { printClock, printDuration, printExact } from '../parts/print-time.ts';
import { useLink } from '../state/console-context.ts';
import { formatMessage } from './format-message.ts';
import { printCurl } from './print-curl.ts';
import { SecretText } from './secret-text.tsx';

interface JournalDetailProps {
  readonly entry: JournalEntry;
  readonly close: () => void;
}

export function JournalDetail({ entry, close }: JournalDetailProps) {
  const curl = printCurl(entry);
  return (
    <article class="detail" aria-label={`Request ${entry.number}`}>
      <header class="detail-head">
        <h2>{entry.operation ?? `${entry.method} ${entry.path}`}</h2>
        <StateBadge state={entry.outcome} />
        <span class="spring" />
        {curl !== null && <CopyButton label="Copy as curl" text={curl} />}
        <button type="button" class="small" title="Close (Esc)" onClick={close}>
          <span aria-hidden="true">✕</span>
          <span class="spoken">Close</span>
        </button>
      </header>
      {entry.refusal && <RefusalNote refusal={entry.refusal} />}
      <Facts facts={factsOf(entry)} />
      {entry.messages ? (
        <Messages entry={entry} messages={entry.messages} />
      ) : (
        <Empty>The journal keeps messages at the level “messages”.</Empty>
      )}
    </article>
  );
}

function RefusalNote({ refusal }: { readonly refusal: NonNullable<JournalEntry['refusal']> }) {
  const link = useLink();
  const { reason, text, nearest } = refusal;
  return (
    <div class="refusal">
      <h3>
        Why: <a href={link('journal', '', { reason })}>{reason}</a>
      </h3>
      <p>
        <SecretText text={text} />
      </p>
      {nearest !== null && (
        <>
          <h3>Nearest valid form</h3>
          <pre>
            <SecretText text={nearest} />
          </pre>
        </>
      )}
    </div>
  );
}

function factsOf(entry: JournalEntry): readonly Fact[] {
  const { number, atMs, durationMs, status, protocol, method, path } = entry;
  const facts: readonly Fact[] = [
    ['Number', <Code key="number">{number}</Code>],
    [
      'Time',
      <time key="time" dateTime={new Date(atMs).toISOString()} title={printExact(atMs)}>
        {printClock(atMs)}
      </time>,
    ],
    ['Answered in', printDuration(durationMs)],
    ['Status', status === 0 ? 'no answer' : `${status}, ${protocol}`],
    ['Request', <Code key="request">{`${method} ${path}`}</Code>],
    ['User', entry.user],
    ['Application', entry.application],
    ['Tenant', entry.tenant],
    ['Address', <Code key="address">{entry.address}</Code>],
    ['User agent', entry.userAgent],
    ['Request id', <Code key="id">{entry.requestId}</Code>],
    ['Injected fault', entry.faultId],
  ];
  return facts.filter(([, value]) => value !== null);
}

interface MessagesProps {
  readonly entry: JournalEntry;
  readonly messages: NonNullable<JournalEntry['messages']>;
}

function Messages({ entry, messages }: MessagesProps) {
  const [isFormatted, setFormatted] = useState(true);
  const { requestQuery, requestHead, requestBody, answerHead, answerBody } = messages;
  const query = requestQuery === '' ? '' : `?${requestQuery}`;
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={isFormatted}
          onChange={({ currentTarget }) => setFormatted(currentTarget.checked)}
        />
        Break bodies into lines
      </label>
      <Message
        title="Request"
        start={`${entry.method} ${entry.path}${query}`}
        head={requestHead}
        body={isFormatted ? formatMessage(requestBody) : requestBody}
      />
      <Message
        title="Answer"
        start={String(entry.status)}
        head={answerHead}
        body={isFormatted ? formatMessage(answerBody) : answerBody}
      />
    </>
  );
}

interface MessageProps {
  readonly title: string;
  readonly start: string;
  readonly head: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

function Message({ title, start, head, body }: MessageProps) {
  const fields = head.map(([name, value]) => `${name}: ${value}`);
  return (
    <section class="message" aria-label={title}>
      <h3>{title}</h3>
      <pre class="message-head">
        <SecretText text={[start, ...fields].join('\n')} />
      </pre>
      {body !== '' && (
        <pre>
          <SecretText text={body} />
        </pre>
      )}
    </section>
  );
}
