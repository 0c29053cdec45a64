/** The HTML pages at the addresses of services, for people. */
import { cachedByService } from '../contract/cached-by-service.ts';
import { actionOf, type Service } from '../contract/service.ts';
import { escapeAttribute, escapeText } from '../xml/escape.ts';
import { sampleRequest } from './sample-request.ts';

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
    padding: 0 1rem; color: #1c2733; }
  h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin: 0; display: inline; }
  pre { background: #f3f5f7; padding: .8rem 1rem; overflow-x: auto; border-radius: 6px;
    font-size: 13px; }
  details { border-top: 1px solid #d7dde3; padding: .6rem 0; } summary { cursor: pointer; }
  code { font-size: .9em; } a { color: #0b5cad; }
`;

/** The operations and their samples, as HTML. Cached for each service. */
const operationsOf = cachedByService((service) =>
  Object.entries(service.operations)
    .map(
      ([name, { summary }], index) => `
  <details${index === 0 ? ' open' : ''}>
    <summary><h2>${name}</h2> &ndash; ${escapeText(summary)}</summary>
    <p>SOAPAction: <code>${escapeText(actionOf(service, name))}</code></p>
    <pre>${escapeText(sampleRequest(service, name))}</pre>
  </details>`,
    )
    .join(''),
);

/** @param address the URL at which the reader reached the service. */
export function servicePage(service: Service, address: string): string {
  const url = escapeText(address);
  const quoted = `'${url.replaceAll("'", '%27')}'`;
  const curl = `curl -H 'Content-Type: text/xml; charset=utf-8' --data-binary @request.xml ${quoted}`;
  return page(
    `${service.name}.svc`,
    `
  <h1>${service.name}.svc</h1>
  <p>${escapeText(service.summary)} This is a SOAP service of <b>Ticketoffice</b>: programs
    send it requests, people read this page.</p>
  <p>WSDL, for generating a client: <a href="${escapeAttribute(address)}?wsdl">${url}?wsdl</a>
    (or <a href="${escapeAttribute(address)}?singleWsdl">?singleWsdl</a>, the same document).</p>
  <p>To try an operation, save a request below as <code>request.xml</code>, fill in the values, and
    send it:</p>
  <pre>${curl}</pre>
  ${operationsOf(service)}`,
  );
}

/**
 * The page at the root, which lists the services and their addresses.
 *
 * @param earlier the addresses of earlier versions.
 * @param linked false if the addresses contain a placeholder and cannot be links.
 */
export function indexPage(
  entries: readonly { readonly service: Service; readonly address: string }[],
  earlier: readonly string[],
  linked: boolean,
): string {
  const show = (address: string) => {
    const text = escapeText(address);
    return linked ? `<a href="${escapeAttribute(address)}">${text}</a>` : `<code>${text}</code>`;
  };
  const items = entries.map(
    ({ service, address }) => `<li>${show(address)}<br>${escapeText(service.summary)}</li>`,
  );
  const earlierItems = earlier.map((address) => `<li>${show(address)}</li>`);
  return page(
    'Ticketoffice',
    `
  <h1>Ticketoffice</h1>
  <p>SOAP services for logging in and for access tokens:</p>
  <ul>${items.join('\n')}</ul>${
    earlierItems.length === 0
      ? ''
      : `
  <p>The same services for programs that were made for an earlier version:</p>
  <ul>${earlierItems.join('\n')}</ul>`
  }`,
  );
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>${escapeText(title)}</title>
  <style>${STYLE}</style>
</head>
<body>${content}
</body>
</html>
`;
}
