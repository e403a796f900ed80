/** Throws when what cannot happen has happened; narrows `condition` to true otherwise. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`)
}

/** The exhaustive end of a switch: a value that the types say cannot be. */
export function unreachable(value: never): never {
  throw new Error(`invariant broken: unexpected ${JSON.stringify(value)}`)
}
