/**
 * What applications may do at a tenant. Online, every call must come from an application that the
 * tenant installed. On-site, calls need no application, and a known one is only recorded.
 */

import { DomainError } from '../errors.ts';
import type { InstallationMode } from '../installation.ts';
import type { RefusalCause } from '../request-notes.ts';
import type { Tenant } from '../tenants/tenant.ts';
import {
  type Application,
  type ApplicationStore,
  clientIdProblem,
  hashApplicationToken,
} from './application.ts';

/** The part of the contract that a call belongs to. */
export interface Agent {
  readonly name: string;
  /** Online, only applications that were granted the agent may call it. */
  readonly restricted: boolean;
}

export interface ApplicationsOptions {
  readonly applications: ApplicationStore;
  readonly mode: InstallationMode;
  readonly tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;
}

/** Why an application token is refused. */
type TokenProblem = 'unknown' | 'disabled' | 'not-installed';

export class Applications {
  readonly #options: ApplicationsOptions;

  constructor(options: ApplicationsOptions) {
    this.#options = options;
  }

  /**
   * Returns the calling application, or null if none is known.
   *
   * @param text its token. White space around it is ignored, as around a ticket.
   * @throws DomainError `application-refused` or `agent-restricted`, Online only.
   */
  async admit(text: string, agent: Agent): Promise<Application | null> {
    const applicationToken = text.trim();
    const isOnsite = this.#options.mode === 'onsite';
    if (applicationToken === '') {
      if (isOnsite) return null;
      throw new DomainError('application-refused', MISSING);
    }
    const found = await this.#find(applicationToken);
    if (isOnsite) return typeof found === 'object' ? found : null;
    if (typeof found === 'string') throw this.#refused(found);
    this.requireAgent(found, agent);
    return found;
  }

  /** @throws DomainError `application-refused` or `agent-restricted`, Online only. */
  requireAgent(application: Application | null, agent: Agent): void {
    if (this.#options.mode === 'onsite') return;
    if (!application) throw new DomainError('application-refused', MISSING);
    if (!agent.restricted || application.agents.includes(agent.name)) return;
    throw new DomainError(
      'agent-restricted',
      `The application ${application.name} may not use the ${agent.name} agent, which is ` +
        'restricted Online. An administrator can grant it the agent.',
    );
  }

  /**
   * Returns the application on whose behalf a token is requested.
   *
   * @param text its token, with white space around it ignored. Empty for the calling application.
   * @throws DomainError `invalid-argument`, Online only.
   */
  async onBehalfOf(text: string, calling: Application | null): Promise<Application | null> {
    const appToken = text.trim();
    if (appToken === '') return calling;
    const found = await this.#find(appToken);
    if (typeof found === 'object') return found;
    if (this.#options.mode === 'onsite') return null;
    throw new DomainError(
      'invalid-argument',
      `AppToken is refused: ${this.#problem(found)} Leave it empty to get a token for the calling ` +
        'application.',
    );
  }

  /**
   * Returns the application with this client id and token, which OAuth calls the client secret.
   * Returns null if it may not call here.
   */
  async authenticate(clientId: string, applicationToken: string): Promise<Application | null> {
    const found = await this.#find(applicationToken);
    return typeof found === 'object' && found.clientId === clientId ? found : null;
  }

  /** Why `authenticate` refuses a client. Returns null if it does not. */
  async explainClient(clientId: string, applicationToken: string): Promise<RefusalCause | null> {
    const { applications } = this.#options;
    const named =
      clientIdProblem(clientId) === null ? await applications.findByClientId(clientId) : null;
    if (!named) {
      return { reason: 'client-unknown', text: 'No application has the client id that was sent.' };
    }
    const flaw = this.#flaw(named);
    const { name } = named;
    if (flaw !== null) {
      const what = flaw === 'disabled' ? 'is disabled' : 'is not installed at this tenant';
      return { reason: `application-${flaw}`, text: `The application ${name} ${what}.` };
    }
    const owner = await this.#find(applicationToken);
    if (typeof owner !== 'object') {
      const text = `The application ${name} exists, but the secret is none of its tokens.`;
      return { reason: 'client-secret-wrong', text };
    }
    if (owner.clientId === clientId) return null;
    const text = `The secret is of the application ${owner.name}, but the client id of ${name}.`;
    return { reason: 'client-secret-of-another', text };
  }

  /**
   * Returns the application with this client id, if it may call here. This authenticates nothing.
   */
  async findClient(clientId: string): Promise<Application | null> {
    if (clientIdProblem(clientId) !== null) return null;
    const application = await this.#options.applications.findByClientId(clientId);
    return application && this.#flaw(application) === null ? application : null;
  }

  /** Returns the application with this id, if it is enabled and the tenant has it installed. */
  async findStanding(id: number): Promise<Application | null> {
    const application = await this.#options.applications.find(id);
    return application && this.#flaw(application) === null ? application : null;
  }

  async #find(applicationToken: string): Promise<Application | TokenProblem> {
    if (applicationToken === '') return 'unknown';
    const hash = hashApplicationToken(applicationToken);
    const application = await this.#options.applications.findByTokenHash(hash);
    if (!application) return 'unknown';
    return this.#flaw(application) ?? application;
  }

  #flaw({ disabledAtMs, tenantIds }: Application): TokenProblem | null {
    if (disabledAtMs !== null) return 'disabled';
    return tenantIds === 'all' || tenantIds.includes(this.#options.tenant.id)
      ? null
      : 'not-installed';
  }

  #refused(problem: TokenProblem): DomainError {
    const message = `The application token is refused: ${this.#problem(problem)}`;
    return new DomainError('application-refused', message);
  }

  #problem(problem: TokenProblem): string {
    switch (problem) {
      case 'unknown':
        return 'it is of no registered application. Use the one that was shown when the application was registered.';
      case 'disabled':
        return 'its application is disabled. An administrator can enable it.';
      case 'not-installed':
        return `its application is not installed at ${this.#options.tenant.contextIdentifier}.`;
    }
  }
}

const MISSING =
  'The request has no application token. Calls to an Online installation need one: send the token ' +
  'of a registered application, in SOAP in the header block ApplicationToken, in REST in the header ' +
  'field SO-AppToken.';
