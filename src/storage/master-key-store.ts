/** The SQL store of which master key seals. */
import type { MasterKeyState, MasterKeyStore } from '../domain/keys/master-key-state.ts';
import type { StoreContext } from './store-context.ts';

export class SqlMasterKeyStore implements MasterKeyStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async read(): Promise<MasterKeyState> {
    return stateOf(await this.#select().executeTakeFirst());
  }

  async lock(): Promise<MasterKeyState> {
    const query = this.#context.traits.lockFromChanges(this.#select());
    return stateOf(await query.executeTakeFirst());
  }

  async holdSealingKeyId(): Promise<string> {
    const query = this.#context.traits.shareFromChanges(this.#select());
    return stateOf(await query.executeTakeFirst()).currentId;
  }

  async set({ currentId, previousId }: MasterKeyState): Promise<void> {
    const row = { current_id: currentId, previous_id: previousId };
    await this.#context.db.updateTable('master_key').set(row).execute();
  }

  async readFailedLoginKey(): Promise<Uint8Array> {
    const query = this.#context.db.selectFrom('failed_login_key').select('sealed');
    return (await query.executeTakeFirstOrThrow()).sealed;
  }

  #select() {
    return this.#context.db.selectFrom('master_key').select(['current_id', 'previous_id']);
  }
}

interface Row {
  readonly current_id: string;
  readonly previous_id: string | null;
}

function stateOf(row: Row | undefined): MasterKeyState {
  if (!row) throw new Error('This database holds no installation, so no master key seals.');
  return { currentId: row.current_id, previousId: row.previous_id };
}
