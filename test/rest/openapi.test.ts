/** The OpenAPI description of REST, checked with third-party validators. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { services } from '../../src/contract/services88/services.ts';
import { product } from '../../src/product.ts';
import { openApiOf } from '../../src/rest/openapi.ts';
import { operationsOf } from '../../src/rest/operations.ts';
import { fetchDescription } from '../support/described-answers.ts';
import { TestInstallation } from '../support/test-installation.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../goldens/openapi-online.json', import.meta.url), 'utf8'),
);
const descriptions = {
  online: golden,
  onsite: JSON.parse(JSON.stringify(openApiOf(services, product, false))),
} as const;

const ROOT = 'description';
/** They know the description by a name, so that each of its schemas is compiled once. */
const validators = {
  online: validatorOf(descriptions.online),
  onsite: validatorOf(descriptions.onsite),
} as const;

function validatorOf(description: object): Ajv2020 {
  return new Ajv2020({ strict: false }).addSchema(description, ROOT, false, false);
}

for (const mode of ['onsite', 'online'] as const) {
  describe(`the OpenAPI description, ${mode}`, () => {
    it('is valid OpenAPI 3.1', async () => {
      const description = descriptions[mode];
      const validator = new Validator();
      const result = await validator.validate(structuredClone(description));
      assert.deepEqual([result.valid, result.errors], [true, undefined]);
      assert.equal(validator.version, '3.1');
      const broken = { ...description, paths: { x: { get: { responses: [] } } } };
      assert.equal((await new Validator().validate(broken)).valid, false);
    });

    it('has valid JSON Schemas, and every reference resolves', () => {
      const description = descriptions[mode];
      const references = JSON.stringify(description).match(/"#\/[^"]+"/g) ?? [];
      assert.ok(references.length > 20);
      for (const reference of new Set(references)) {
        assert.ok(validators[mode].getSchema(ROOT + JSON.parse(reference)), reference);
      }
      for (const schema of Object.values(description.components.schemas))
        assert.equal(validators[mode].validateSchema(schema as object), true);
    });

    it('has every operation, each with an example that its schema allows', () => {
      const { paths } = descriptions[mode];
      const paths88 = operationsOf(services).map(({ path }) => path);
      assert.deepEqual(
        Object.keys(paths).toSorted(),
        [
          '/api',
          '/api/v1/User/currentPrincipal',
          ...(mode === 'online' ? ['/api/state/{contextIdentifier}'] : []),
          ...paths88,
        ].toSorted(),
      );
      for (const path of paths88) {
        const { example } = paths[path].post.requestBody.content['application/json'];
        const body = `post/requestBody/content/application~1json/schema`;
        const place = `${ROOT}#/paths/${path.replaceAll('/', '~1')}/${body}`;
        const validate = validators[mode].getSchema(place);
        assert.ok(validate?.(example), path);
      }
    });

    it('names the ways to authenticate', () => {
      const { paths, components } = descriptions[mode];
      const schemes = Object.keys(components.securitySchemes);
      const used = new Set(
        Object.values<Record<string, { security: object[] }>>(paths).flatMap((item) =>
          Object.values(item).flatMap(({ security }) => security.flatMap(Object.keys)),
        ),
      );
      assert.deepEqual([...used].toSorted(), schemes.toSorted());
      assert.equal(schemes.includes('basic'), mode === 'onsite');
      assert.equal(schemes.includes('application'), mode === 'online');
    });

    it('is served as it is committed, with the address of the server', async () => {
      const installation = await TestInstallation.create(mode);
      try {
        const url = await installation.serve();
        for (const prefix of mode === 'onsite' ? ['', '/crm'] : ['', '/Cust12345']) {
          const { servers, ...described } = Object(await fetchDescription(url + prefix));
          assert.deepEqual(described, descriptions[mode]);
          const [server] = servers;
          const place = mode === 'onsite' ? prefix : '/{contextIdentifier}';
          assert.equal(server.url, url + place);
          const served = { servers, ...described };
          assert.equal((await new Validator().validate(served)).valid, true);
        }
        const publicUrl = await installation.serve({ publicUrl: 'https://crm.example.com/so' });
        const { servers } = Object(await fetchDescription(`${publicUrl}/crm`));
        assert.match(servers[0].url, /^https:\/\/crm\.example\.com\/so(?:\/\{context|$)/);
        const response = await fetch(`${publicUrl}/api/openapi.json`);
        assert.equal(response.headers.get('cache-control'), 'public, max-age=300');
        const named = await fetch(`${url}/api/openapi.json`);
        assert.equal(named.headers.get('cache-control'), 'no-store');
      } finally {
        await installation.close();
      }
    });
  });
}

it('differs between the modes only in security, tenant states and their errors', () => {
  /** Removes what differs between the modes. The tests above check those parts. */
  const withoutMode = (description: unknown) => {
    const { paths, components, ...rest } = structuredClone(Object(description));
    delete components.securitySchemes;
    delete paths['/api/state/{contextIdentifier}'];
    const items: readonly Record<string, Item>[] = Object.values(paths);
    const responses = [...items.flatMap((item) => Object.values(item)), components];
    for (const item of responses) {
      delete item.security;
      for (const status of ['403', '421']) {
        delete item.responses[status];
        delete item.responses[`Error${status}`];
      }
    }
    return { paths, components, ...rest };
  };
  const { onsite, online } = descriptions;
  assert.notDeepEqual(onsite, online);
  assert.deepEqual(withoutMode(onsite), withoutMode(online));
  const responsesOf = (description: typeof online) =>
    description.paths['/api/v1/Agents/User/GetAccessToken'].post.responses;
  assert.ok('421' in responsesOf(online));
  assert.ok(!('421' in responsesOf(onsite)));
});

interface Item {
  security?: unknown;
  readonly responses: Record<string, unknown>;
}
