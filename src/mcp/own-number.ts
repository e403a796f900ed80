/**
 * The number of ours that is said, be it as a number or as its digits: some servers keep ids and progress tokens as
 * strings and send `"1"` back for `1`, and the SDKs' clients read the number out of it. Only the one way to write it
 * counts, so that no two texts stand for one number. Never for what a client may have named itself: to it `"1"` and `1`
 * are two.
 */
export function ownNumber(said: unknown): number | undefined {
  if (typeof said === 'number') return said
  if (typeof said !== 'string') return undefined
  const number = Number(said)
  return Number.isSafeInteger(number) && number >= 0 && String(number) === said ? number : undefined
}
