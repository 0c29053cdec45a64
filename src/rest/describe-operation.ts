/** The description of an operation that GET on its address returns. */
import { JsonSchemas } from '../xsd/json-schema.ts';
import { exampleOf, isVoid, type RestOperation, responseSchema } from './operations.ts';

/** @param baseUrl the URL before the path, without a tenant. */
export function describeOperation(operation: RestOperation, baseUrl: string, inPath: boolean) {
  const { service, name, declaration, path, needsSession } = operation;
  const schemas = new JsonSchemas('#/$defs/');
  const request = schemas.ofRequest(declaration.request);
  const response = isVoid(declaration) ? null : responseSchema(declaration, schemas);
  const tenant = inPath ? '/{contextIdentifier}' : '';
  return {
    Operation: `${service.name}.${name}`,
    Summary: declaration.summary,
    Method: 'POST',
    Address: baseUrl + tenant + path,
    NeedsSession: needsSession,
    NeedsApplication: inPath,
    Restricted: inPath && service.restricted,
    Example: exampleOf(declaration.request),
    Request: request,
    Response: response,
    $defs: schemas.named,
  };
}
