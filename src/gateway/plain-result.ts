/** Words that an answer of success does not say; an escaped letter could spell any of them. */
const doubtful = /"isError"|"error"|\\u/

/**
 * Whether an answer is, at a glance, the result of the request `idText` and no failure: what nearly every server sends at
 * nearly every call, in one of the two orders in which they write. Anything else must be read.
 */
export function isPlainResult(text: string, idText: string): boolean {
  const isOne =
    (text.startsWith(`{"jsonrpc":"2.0","id":${idText},"result":{`) && text.endsWith('}}')) ||
    (text.startsWith('{"result":{') && text.endsWith(`},"jsonrpc":"2.0","id":${idText}}`))
  return isOne && !doubtful.test(text)
}
