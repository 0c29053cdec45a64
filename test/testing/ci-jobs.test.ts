/** Runs the CI jobs of `docs/testing.md`: their form is checked, and their commands work. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { ClientProject } from '../support/client-project.ts';
import { blocksIn } from '../support/guide-page.ts';

const texts = z.record(z.string(), z.string());

/** What the page uses of GitHub's workflow syntax. */
const githubWorkflow = z.strictObject({
  name: z.string(),
  on: z.array(z.enum(['push', 'pull_request'])),
  jobs: z.strictObject({
    test: z.strictObject({
      'runs-on': z.string(),
      steps: z.array(
        z.union([
          z.strictObject({
            uses: z.string().regex(/^actions\/[a-z-]+@v\d+$/),
            with: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
          }),
          z.strictObject({ name: z.string().optional(), run: z.string(), env: texts.optional() }),
        ]),
      ),
    }),
  }),
});

/** What the page uses of GitLab's. */
const gitlabJobs = z.strictObject({
  test: z.strictObject({
    image: z.string(),
    variables: texts,
    before_script: z.array(z.string()),
    script: z.array(z.string()),
  }),
});

/** Not run, because the project of the test has the packages already. */
const INSTALL = 'npm ci';

/** What `./run-tests` is on the page. */
const TESTS = `#!/usr/bin/env node
import { IdentityClient } from './identity-client.ts';
const baseUrl = process.env.IDENTITY_URL;
const client = new IdentityClient({ baseUrl, userName: 'demo', password: 'demo' });
console.log(await client.getFullName());
`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

describe('the CI job of docs/testing.md', () => {
  let project: ClientProject;
  before(async () => {
    project = await ClientProject.make();
    await project.write('run-tests', TESTS, 0o755);
  });
  after(() => project.remove());

  /** With a free port in place of the one on the page. */
  async function readJob<T>(index: number, schema: z.ZodType<T>): Promise<T> {
    const text = blocksIn('yaml')[index]?.text ?? '';
    assert.match(text, /--port 8088\b/);
    return schema.parse(parse(text.replaceAll('8088', `${await freePort()}`)));
  }

  it('works with GitHub Actions', async () => {
    const { steps } = (await readJob(0, githubWorkflow)).jobs.test;
    const [install, ...others] = steps.flatMap((step) => ('run' in step ? [step] : []));
    assert.equal(install?.run, INSTALL);
    let printed = '';
    for (const { run, env } of others) {
      const { code, output } = await project.run(run, env);
      assert.equal(code, 0, output);
      printed = output;
    }
    assert.equal(printed, 'Dagny Demo\n');
  });

  it('works with GitLab CI', async () => {
    const job = (await readJob(1, gitlabJobs)).test;
    const [install, ...commands] = [...job.before_script, ...job.script];
    assert.equal(install, INSTALL);
    const { code, output } = await project.run(commands.join('\n'), job.variables);
    assert.deepEqual({ code, output }, { code: 0, output: 'Dagny Demo\n' });
  });
});
