import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { secretToken } from '../../core/ids';
import { PasswordTooWeak } from '../identity.problems';
import { passwordFault } from './password.rules';

/** 19 MiB and two passes are the package's defaults and the OWASP minimum for argon2id. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Makes and checks the hashes of passwords. */
@Injectable()
export class Passwords implements OnModuleInit {
  /** Of a password that nobody has: an unknown account takes as long as a known one. */
  private nobodys = '';

  async onModuleInit(): Promise<void> {
    this.nobodys = await hash(secretToken(), ARGON2ID);
  }

  /**
   * @param pointer where the password stands in the body of the request
   * @throws PasswordTooWeak
   */
  async accept(password: string, email: string, pointer: string): Promise<string> {
    const detail = passwordFault(password, email);
    if (detail !== null) throw new PasswordTooWeak(undefined, { errors: [{ pointer, detail }] });
    return hash(password, ARGON2ID);
  }

  /** Takes the same time with and without a hash. */
  async fits(password: string, stored: string | null): Promise<boolean> {
    const fits = await verify(stored ?? this.nobodys, password);
    return fits && stored !== null;
  }
}
