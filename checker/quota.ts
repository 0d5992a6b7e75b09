/** What is wanted of one property under one design. */
interface Account {
  readonly keys: Set<string>;
  found: number;
  /** Shrunk violations, be they new or not. */
  attempts: number;
  /** The property is not judged in systems before this one. */
  from: number;
}

/** Longest pause, in systems. */
const LONGEST = 256;

/**
 * Shares the time of one design among its properties. A property has had enough when so many different finds are kept; and
 * after each violation that is shrunk it pauses for twice as many systems as before, so that what is violated everywhere does
 * not take the time of what is rare.
 */
export class Quota {
  private readonly accounts = new Map<string, Account>();

  constructor(private readonly most: number) {}

  /** Tells of an earlier find. One that is fixed counts for nothing but its key. */
  know(property: string, key: string, fixed: boolean): void {
    const account = this.of(property);
    account.keys.add(key);
    if (!fixed) account.found++;
  }

  /** Is the property to be judged in this system? */
  wants(property: string, system: number): boolean {
    const { found, from } = this.of(property);
    return found < this.most && system >= from;
  }

  /** Tells of a violation that was shrunk. Is it one that was not known? */
  note(property: string, key: string, system: number): boolean {
    const account = this.of(property);
    account.attempts++;
    account.from = system + Math.min(2 ** account.attempts, LONGEST);
    if (account.keys.has(key)) return false;
    account.keys.add(key);
    account.found++;
    return true;
  }

  private of(property: string): Account {
    let account = this.accounts.get(property);
    if (!account) {
      account = { keys: new Set(), found: 0, attempts: 0, from: 0 };
      this.accounts.set(property, account);
    }
    return account;
  }
}
