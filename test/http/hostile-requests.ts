/** Generates random requests for fuzz tests. Most parts are normal, and any part may be hostile. */
import fc from 'fast-check';

/** Picks a usual value most of the time. */
function usually(usual: readonly string[], odd: readonly string[], weight = 40) {
  return fc.oneof(
    { weight, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

const lineEnd = usually(
  ['\r\n'],
  ['\n', '\r', '\r\r\n', '\n\r', '', '\r\n ', '\r\n\t', '\r\n\r\n'],
  300,
);

const method = usually(
  ['POST'],
  ['GET', 'PUT', 'post', 'POSTS', ' POST', '\r\nPOST', 'CONNECT', 'PRI', 'HEAD', 'P\0ST', 'QUERY'],
  60,
);
const target = usually(
  ['/', '/Remote/Services88/User.svc', '/a/~b/c-d_e.f', '//a//b', '/..', '/__proto__'],
  [
    ...[
      '',
      'a',
      '*',
      '/a?b=c',
      '/a#b',
      '/%00',
      '/a b',
      '/a\tb',
      '/\xe6',
      '/\x7f',
      '/"',
      '/\\',
      '/a;b',
    ],
    ...[
      'http://a/b',
      'https://a:1/b',
      '/\0',
      '/a ',
      'a:80',
      `/${'a'.repeat(9_000)}`,
      '/{}',
      '/a|b',
    ],
  ],
);
const version = usually(
  ['HTTP/1.1'],
  [
    'HTTP/1.0',
    'HTTP/0.9',
    'HTTP/2.0',
    'http/1.1',
    'HTTP/1.1 ',
    'HTTP/1.10',
    'HTTP/11',
    'ICE/1.1',
    '',
  ],
  60,
);
const requestLine = fc
  .tuple(
    method,
    usually([' '], ['  ', '\t', ''], 100),
    target,
    usually([' '], ['  ', '\t', ''], 100),
    version,
  )
  .map((parts) => parts.join(''));

const KNOWN = [
  ...[
    'Accept',
    'Accept-Encoding',
    'Age',
    'Authorization',
    'Cache-Control',
    'Content-Type',
    'Cookie',
  ],
  ...[
    'Date',
    'ETag',
    'From',
    'If-Match',
    'Keep-Alive',
    'Max-Forwards',
    'Origin',
    'Pragma',
    'Range',
  ],
  ...[
    'Referer',
    'SOAPAction',
    'User-Agent',
    'Via',
    'X-Forwarded-For',
    'X-Request-Id',
    'X-Remote-User',
  ],
  ...['Link', 'Location', 'Retry-After', 'Server', 'Warning', 'Content-MD5', 'Sec-WebSocket-Key'],
];
/** Field names with a special meaning in `node:http` or in JavaScript. */
const TOUCHY = [
  ...['Transfer-Encoding', 'TE', 'Trailer', 'Expect', 'Upgrade', 'Connection', 'Proxy-Connection'],
  ...['Content-Encoding', 'Content-Length', 'Host', 'Set-Cookie', 'HTTP2-Settings', '__proto__'],
];
const PROPERTIES = [
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'length',
  '0',
  '12',
  'then',
];
const TOKEN = [..."abyzABYZ0189!#$%&'*+-.^_`|~"];
const recased = (names: fc.Arbitrary<string>) =>
  fc.tuple(names, fc.constantFrom(0, 1, 2)).map(([name, form]) => {
    if (form === 0) return name;
    return form === 1 ? name.toLowerCase() : name.toUpperCase();
  });
const fieldName = fc.oneof(
  { weight: 60, arbitrary: recased(fc.constantFrom(...KNOWN)) },
  { weight: 12, arbitrary: fc.constantFrom(...PROPERTIES) },
  {
    weight: 12,
    arbitrary: fc.string({ unit: fc.constantFrom(...TOKEN), minLength: 1, maxLength: 9 }),
  },
  { weight: 4, arbitrary: recased(fc.constantFrom(...TOUCHY)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      'a b',
      'a\t',
      '\0',
      'a\0',
      '\xe6',
      '(a)',
      'a/b',
      '"',
      '\x7f',
      ' Host',
    ),
  },
);

const OWS = ['', ' ', '\t', '  ', ' \t ', ' '.repeat(500)];
const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
const visible = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
const fieldValue = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom('', 'text/xml; charset=utf-8', 'gzip, deflate', 'a', '192.0.2.1'),
  },
  { weight: 20, arbitrary: fc.string({ unit: visible, maxLength: 30 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'a\tb',
      ' \t',
      'a  b',
      ',',
      ',,',
      ';',
      '"',
      ':',
      ': a',
      'chunked',
      'close',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '100-continue',
      'websocket',
      'keep-alive',
      '0',
      '5',
      'upgrade',
      'trailers',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'a\0b',
      'a\rb',
      'a\nb',
      '\xe6',
      '\x7f',
      '\x0b',
      '\x0c',
      '\x01',
      '\x85',
      '\xa0',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: byte, maxLength: 10 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 3_000, max: 18_000 }).map((length) => 'x'.repeat(length)),
  },
);

const colon = usually([':', ': '], [' :', '\t:', ' : ', '', '=', '::', ' '], 150);
const fieldOf = (name: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc
    .tuple(name, colon, usually([''], OWS, 8), value, usually([''], OWS, 8), lineEnd)
    .map((parts) => parts.join(''));
const touchyField = fieldOf(
  recased(fc.constantFrom(...TOUCHY)),
  fc.constantFrom('close', 'keep-alive', 'chunked', 'upgrade', '100-continue', 'h2c', 'gzip', 'a'),
);
const field = fc.oneof(
  { weight: 24, arbitrary: fieldOf(fieldName, fieldValue) },
  { weight: 1, arbitrary: touchyField },
);

const host = fieldOf(
  usually(['Host', 'host', 'HOST'], ['Hos', 'Host ']),
  usually(['a', 'a:80', '[::1]'], ['', ' ', 'a, b', 'a b']),
);
const connection = fieldOf(
  recased(fc.constant('Connection')),
  usually(
    ['keep-alive', 'Keep-Alive', 'KEEP-ALIVE'],
    [
      'close',
      'upgrade',
      'Upgrade, keep-alive',
      'keep-alive, close',
      '',
      'keep-alive,',
      'TE',
      'Host',
      'keep-alive;',
    ],
    10,
  ),
);
/** @param length of the body. */
const lengthField = (length: number) =>
  fieldOf(
    usually(
      ['Content-Length', 'content-length'],
      ['Content_Length', 'Content-Length ', 'Content-\0Length'],
    ),
    usually(
      [String(length), `0${length}`, `000${length}`],
      [
        ...[
          `+${length}`,
          `-${length}`,
          `${length},${length}`,
          `${length} ${length}`,
          `${length}.0`,
          `${length}e0`,
        ],
        ...[
          '',
          '-',
          '0x0',
          '9'.repeat(9),
          '9'.repeat(20),
          '18446744073709551616',
          '4294967296',
          '1_0',
          `${length};`,
        ],
        ...[
          `${length + 1}`,
          `${length + 60}`,
          `${Math.max(0, length - 1)}`,
          '0',
          `"${length}"`,
          `${length}\t`,
        ],
      ],
      20,
    ),
  );

const SECOND = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const body = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', '<a/>', '\r\n\r\n', '\r\n', '0\r\n\r\n', SECOND) },
  { weight: 4, arbitrary: fc.string({ unit: byte, maxLength: 40 }) },
  { weight: 1, arbitrary: fc.nat(20_000).map((length) => 'x'.repeat(length)) },
);
const behind = usually([''], ['\r\n', '\n', ' ', 'x', '\0', SECOND, SECOND.slice(0, 20)], 30);

/** Random fields, usually with exactly one field for the length. */
const fields = (length: number) =>
  fc
    .tuple(
      fc.oneof(
        { weight: 60, arbitrary: fc.array(field, { maxLength: 6 }) },
        {
          weight: 1,
          arbitrary: fc
            .nat(2_100)
            .map((count) => Array.from({ length: count }, (_, index) => `x${index}:\r\n`)),
        },
      ),
      fc.array(host, { minLength: 1, maxLength: 1 }),
      usuallyOnce(lengthField(length)),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 2, arbitrary: usuallyOnce(connection) },
      ),
      usuallyOnce(host, 0),
      fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
    )
    .map(([others, hosts, lengths, connections, moreHosts, places]) => {
      const all = [...others];
      for (const [index, one] of [...hosts, ...lengths, ...connections, ...moreHosts].entries()) {
        all.splice((places[index] ?? 0) % (all.length + 1), 0, one);
      }
      return all.join('');
    });

function usuallyOnce(one: fc.Arbitrary<string>, usual = 1) {
  return fc.oneof(
    { weight: 40, arbitrary: fc.array(one, { minLength: usual, maxLength: usual }) },
    { weight: 1, arbitrary: fc.array(one, { maxLength: 2 }) },
  );
}

/** Requests in which every part may be unusual. */
export const hostileRequests: fc.Arbitrary<Buffer> = body.chain((sent) =>
  fc
    .tuple(requestLine, lineEnd, fields(sent.length), lineEnd, fc.constant(sent), behind)
    .map((parts) => Buffer.from(parts.join(''), 'latin1')),
);

const VALID = [
  'POST /Remote/Services88/User.svc HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n<a/>',
  'POST / HTTP/1.1\r\nconnection: keep-alive\r\nhost:a\r\ncontent-length:0\r\n\r\n',
  'POST /a HTTP/1.1\r\nContent-Type: text/xml\r\nContent-Length: 12\r\nHost: a:1\r\n' +
    'SOAPAction: "a"\r\nUser-Agent: a (b)\r\nX-Request-Id: 12345678\r\n\r\n<a>b\r\nc\xe6</a>',
];
const change = fc.record({
  at: fc.nat(),
  removed: fc.oneof(fc.constant(0), fc.constant(1), fc.nat(12)),
  added: fc.oneof(
    byte,
    fc.constantFrom(
      '\r\n',
      ' ',
      '\t',
      ':',
      '\r',
      '\n',
      '\0',
      ',',
      '-',
      '0',
      '',
      '\r\n\r\n',
      'A: b\r\n',
    ),
    fc.constantFrom(
      'Transfer-Encoding: chunked\r\n',
      'Content-Length: 4\r\n',
      SECOND,
      'Host: b\r\n',
    ),
  ),
});

/** Valid requests with some changed bytes. */
export const changedRequests: fc.Arbitrary<Buffer> = fc
  .tuple(fc.constantFrom(...VALID), fc.array(change, { maxLength: 2 }))
  .map(([request, changes]) => {
    const changed = changes.reduce((text, { at, removed, added }) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + added + text.slice(start + removed);
    }, request);
    return Buffer.from(changed, 'latin1');
  });
