import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeText } from './decode-text.ts';
import { XmlError } from './xml-error.ts';

const XML = '<a>Ærøskøbing €</a>';
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${XML}`;
/** windows-1252 has the euro sign at 0x80; ISO-8859-1 has a control character there. */
const windows1252 = (text: string) => Buffer.from(text.replace('€', '\u0080'), 'latin1');

describe('decodeText', () => {
  const cases: readonly [string, Buffer, string | null, string][] = [
    ['UTF-8 by default', Buffer.from(XML), null, XML],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${XML}`), null, XML],
    ['UTF-16LE with a mark', Buffer.from(`\uFEFF${XML}`, 'utf16le'), null, XML],
    ['UTF-16BE with a mark', utf16be(`\uFEFF${XML}`), 'utf-16', XML],
    ['UTF-16LE without a mark', Buffer.from(XML, 'utf16le'), null, XML],
    ['UTF-16BE without a mark', utf16be(XML), null, XML],
    [
      'UTF-16 by charset, little-endian by its first bytes',
      Buffer.from(XML, 'utf16le'),
      'UTF-16',
      XML,
    ],
    ['ISO-8859-1 by charset', Buffer.from('<a>Æ</a>', 'latin1'), 'ISO-8859-1', '<a>Æ</a>'],
    [
      'ISO-8859-1 by declaration',
      Buffer.from(declared('iso-8859-1').replace('€', ''), 'latin1'),
      null,
      declared('iso-8859-1').replace('€', ''),
    ],
    ['ISO-8859-1 as what it is, not as windows-1252', windows1252('€'), 'iso-8859-1', '\u0080'],
    ['windows-1252 by charset', windows1252(XML), 'windows-1252', XML],
    [
      'windows-1252 by declaration',
      windows1252(declared('windows-1252')),
      null,
      declared('windows-1252'),
    ],
    [
      'the charset over the declaration',
      Buffer.from(declared('iso-8859-1')),
      'utf-8',
      declared('iso-8859-1'),
    ],
    ['the mark over the charset', Buffer.from(`\uFEFF${XML}`), 'iso-8859-1', XML],
  ];
  for (const [name, bytes, charset, expected] of cases) {
    it(`reads ${name}`, () => assert.equal(decodeText(bytes, charset), expected));
  }

  const refused: readonly [string, Buffer, string | null, RegExp][] = [
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0xff, 0x3e]), null, /not valid UTF-8/],
    [
      'half a UTF-16 character',
      Buffer.concat([Buffer.from(XML, 'utf16le'), Buffer.from('x')]),
      null,
      /not valid UTF-16LE/,
    ],
    ['an unknown charset', Buffer.from(XML), 'ebcdic', /"ebcdic" is not supported; use UTF-8/],
    ['an unknown declaration', Buffer.from(declared('koi8-r')), null, /"koi8-r" is not supported/],
    [
      'UTF-16 that is declared but is not',
      Buffer.from(declared('utf-16')),
      null,
      /says that it is utf-16/,
    ],
  ];
  for (const [name, bytes, charset, message] of refused) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => decodeText(bytes, charset),
        (error) =>
          error instanceof XmlError &&
          error.code === (/^an unknown/.test(name) ? 'encoding-unknown' : 'encoding') &&
          message.test(error.message),
      );
    });
  }
});
