import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseMailbox, parseSmtpUrl } from './smtp-server-url.ts';

it('a URL of a mail server says how to connect', () => {
  const login = { user: 'crm@example.com', pass: 'p:/?#ss' };
  const cases: readonly [string, ReturnType<typeof parseSmtpUrl>][] = [
    [
      'smtps://mail.example.com',
      { host: 'mail.example.com', port: 465, tls: 'implicit', credentials: null },
    ],
    [
      'smtp://mail.example.com/',
      { host: 'mail.example.com', port: 587, tls: 'starttls', credentials: null },
    ],
    [
      'smtp://localhost:25?tls=none',
      { host: 'localhost', port: 25, tls: 'none', credentials: null },
    ],
    [
      'smtps://crm%40example.com:p%3A%2F%3F%23ss@[2001:db8::1]:2465',
      { host: '2001:db8::1', port: 2465, tls: 'implicit', credentials: login },
    ],
  ];
  for (const [url, server] of cases) assert.deepEqual(parseSmtpUrl(url), server, url);
});

it('a URL that is unclear or unsafe is refused', () => {
  for (const url of [
    '',
    'mail.example.com',
    'https://mail.example.com',
    'smtp://',
    'smtp://mail.example.com/path',
    'smtp://mail.example.com#a',
    'smtp://mail.example.com?tls=maybe',
    'smtps://mail.example.com?tls=none',
    // Credentials without TLS.
    'smtp://crm:secret@mail.example.com?tls=none',
    'smtp://crm@mail.example.com',
    'smtp://:secret@mail.example.com',
    'smtp://crm:%ff@mail.example.com',
  ]) {
    assert.equal(parseSmtpUrl(url), null, url);
  }
});

it('a sender is one address, with or without a name', () => {
  const cases: readonly [string, ReturnType<typeof parseMailbox>][] = [
    ['crm@example.com', { name: '', address: 'crm@example.com' }],
    ['CRM of Ærø <crm@example.com>', { name: 'CRM of Ærø', address: 'crm@example.com' }],
    ['<crm@example.com>', { name: '', address: 'crm@example.com' }],
    ['', null],
    ['crm', null],
    ['a@example.com, b@example.com', null],
    ['A <a@example.com>, B <b@example.com>', null],
    ['CRM <crm>', null],
    ['CRM\r\nBcc: x <crm@example.com>', null],
    ['"CRM" <crm@example.com>', null],
  ];
  for (const [text, mailbox] of cases) assert.deepEqual(parseMailbox(text), mailbox, text);
});
