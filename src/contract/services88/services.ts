/** The contract, as far as it is served. */
import type { Service } from '../service.ts';
import { soPrincipalService } from './so-principal.ts';
import { userService } from './user.ts';

export const services: readonly Service[] = [soPrincipalService, userService];
