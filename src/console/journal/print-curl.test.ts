import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import type { JournalEntry, JournalMessages } from '../../journal/journal-entry.ts';
import { printCurl } from './print-curl.ts';

const skip = process.platform === 'win32' ? 'Windows has no POSIX shell' : false;

const messages: JournalMessages = {
  requestQuery: 'a=1',
  requestHead: [
    ['Host', '127.0.0.1:8088'],
    ['Content-Type', 'text/xml; charset=utf-8'],
    ['Content-Length', '9'],
    ['Authorization', '{{secret 2}}'],
  ],
  requestBody: "<a>it's {{ticket 1}} $HOME `id`</a>",
  answerHead: [],
  answerBody: '',
};

function entryWith(changed: Partial<JournalMessages> | null): JournalEntry {
  return {
    number: 1,
    requestId: 'a-1',
    atMs: 0,
    durationMs: 1,
    protocol: 'soap',
    method: 'POST',
    path: '/Remote/Services88/User.svc',
    status: 200,
    operation: 'User/GetAccessToken',
    outcome: 'succeeded',
    tenant: null,
    user: null,
    application: null,
    address: '192.0.2.1',
    userAgent: null,
    refusal: null,
    faultId: null,
    messages: changed && { ...messages, ...changed },
  };
}

it('prints the request as a command, without the fields that curl sets', () => {
  const lines = printCurl(entryWith({}))?.split(' \\\n  ');
  assert.deepEqual(lines, [
    "curl -X POST 'http://127.0.0.1:8088/Remote/Services88/User.svc?a=1'",
    "-H 'Content-Type: text/xml; charset=utf-8'",
    "-H 'Authorization: {{secret 2}}'",
    "--data-binary '<a>it'\\''s {{ticket 1}} $HOME `id`</a>'",
  ]);
});

it('prints what a shell passes on as it is', { skip }, () => {
  const command = (printCurl(entryWith({})) ?? '').replace(/^curl/, 'printf "%s\\n"');
  const printed = execFileSync('sh', ['-c', command], { encoding: 'utf8' });
  assert.match(printed, /^<a>it's \{\{ticket 1\}\} \$HOME `id`<\/a>$/m);
});

it('takes no host from a client that sends something else as Host', () => {
  for (const host of ["x'; rm -rf", '{{unknown 1}}', '']) {
    const command = printCurl(entryWith({ requestHead: [['host', host]] }));
    assert.match(command ?? '', /^curl -X POST 'https:\/\/SERVER\/Remote/);
  }
});

it('prints nothing without messages', () => {
  assert.equal(printCurl(entryWith(null)), null);
});
