type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The changes without those that were not given: absent leaves a value as it is, null clears it. */
export function given<T extends object>(changes: T): Given<T>
export function given(changes: object): object {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}
