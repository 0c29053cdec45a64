/** The web server of an application, to which the login sends people back. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ApplicationServer {
  readonly origin: string;
  close(): void;
}

/** @param handle by default, every address has the same page. */
export async function startApplication(
  handle: (request: IncomingMessage, response: ServerResponse) => unknown = (_request, response) =>
    showPage(response, 'You are back.'),
): Promise<ApplicationServer> {
  const server = createServer((request, response) => void handle(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** @param text without characters that HTML reserves. */
export function showPage(response: ServerResponse, text: string, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>Application</title><p id="arrived">${text}</p>`);
}
