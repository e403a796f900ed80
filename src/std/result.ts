/** What can be expected is a value: either what was asked for, or the fault that says why not. */
export type Result<T, F = Fault> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: F }

/** A failure as a value. `message` is lower case, without a full stop, user's text in backticks; `at` is where, if anywhere. */
export interface Fault<Code extends string = string> {
  readonly code: Code
  readonly message: string
  readonly at?: string
}

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

export function fail<F>(fault: F): { readonly ok: false; readonly fault: F } {
  return { ok: false, fault }
}
