import { type Entry, look } from './dictionary.ts'

/** One word of a name or text, where it stands, and what the dictionary knows of it. */
export interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
  /** True when a `.`, `/`, `:` or `__` stands before it, or camel case begins after `_` or `-`. */
  readonly opens: boolean
  readonly entry: Entry | undefined
}

const pieces = /[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\p{L}+|\d+/gu
const plain = /^[a-z0-9_-]+$/
const camel = /[a-z][A-Z]/

/** The words of a tool's or an argument's name: `getDNSRecords`, `get_dns_records` and `get-dns-records` are the same. */
export function wordsOfName(name: string): Word[] {
  const found: Word[] = []
  const mixed = !plain.test(name) && camel.test(name)
  for (const match of name.matchAll(pieces)) {
    const start = match.index
    const end = start + match[0].length
    const text = match[0].toLowerCase()
    const before = name[start - 1] ?? ''
    const twice = name[start - 2] ?? ''
    const hard = start > 0 && /[./:|]/.test(before)
    const doubled = before === '_' && twice === '_'
    found.push({
      text,
      start,
      end,
      opens: hard || doubled || (mixed && /[_-]/.test(before)),
      entry: look(text),
    })
  }
  return joinCompounds(found)
}

/** The kinds of objects that some words name, as a set of bits. */
export function kindsOf(words: readonly Word[]): number {
  let bits = 0
  for (const word of words) bits |= word.entry?.kinds ?? 0
  return bits
}

/** `check_out`, `re-run`, `log_in`: one verb in two words. */
function joinCompounds(found: readonly Word[]): Word[] {
  const joined: Word[] = []
  for (const word of found) {
    const last = joined.at(-1)
    const compound = last === undefined ? undefined : compounds.get(`${last.text} ${word.text}`)
    if (last !== undefined && compound !== undefined) {
      joined.pop()
      joined.push({
        text: compound,
        start: last.start,
        end: word.end,
        opens: last.opens,
        entry: look(compound),
      })
    } else joined.push(word)
  }
  return joined
}

const compounds: ReadonlyMap<string, string> = new Map(
  [
    ['check out', 'checkout'],
    ['check in', 'checkin'],
    ['log in', 'login'],
    ['log out', 'logout'],
    ['sign in', 'signin'],
    ['sign out', 'signout'],
    ['re run', 'rerun'],
    ['re deploy', 'redeploy'],
    ['set up', 'setup'],
    ['shut down', 'shutdown'],
    ['clean up', 'cleanup'],
    ['roll back', 'rollback'],
    ['roll out', 'rollout'],
    ['top up', 'topup'],
    ['pay out', 'payout'],
    ['power off', 'poweroff'],
    ['power on', 'poweron'],
    ['double click', 'doubleclick'],
    ['right click', 'rightclick'],
    ['kick off', 'kickoff'],
    ['look up', 'lookup'],
    ['un assign', 'unassign'],
    ['un archive', 'unarchive'],
    ['up vote', 'upvote'],
    ['who am', 'whoami'],
    ['dry run', 'dryrun'],
    ['factory reset', 'wipe'],
    ['force push', 'overwrite'],
    ['cherry pick', 'cherrypick'],
    ['port forward', 'launch'],
    ['update check', 'availability'],
    ['health check', 'status'],
    ['status check', 'status'],
    ['access log', 'logs'],
    ['check list', 'list-of-tasks'],
    ['order book', 'price'],
    ['pull request', 'pullrequest'],
    ['pull requests', 'pullrequest'],
    ['merge request', 'pullrequest'],
    ['merge requests', 'pullrequest'],
    ['test case', 'testcase'],
    ['test cases', 'testcase'],
    ['test run', 'testcase'],
    ['test plan', 'testcase'],
    ['test suite', 'script'],
    ['user story', 'story'],
    ['read me', 'readme'],
    ['open api', 'openapi'],
    ['search engine', 'search'],
    ['follow up', 'reminder'],
    ['sign up', 'register'],
    ['bank transfer', 'payment'],
    ['wire transfer', 'payment'],
    ['purchase order', 'payment'],
    ['credit card', 'wallet-card'],
    ['batch get', 'get'],
    ['bulk get', 'get'],
  ].map(([pair = '', word = '']) => [pair, word]),
)

const textual = /[\p{L}\p{N}][\p{L}\p{N}'’_-]*/gu

/** The words of a text up to `limit`, lower case, with what stands between them left to the reader. */
export function wordsOfText(text: string, from: number, limit: number): Word[] {
  const found: Word[] = []
  textual.lastIndex = from
  for (let match = textual.exec(text); match !== null; match = textual.exec(text)) {
    if (match.index >= limit) break
    const word = match[0].toLowerCase()
    const end = match.index + match[0].length
    found.push({ text: word, start: match.index, end, opens: false, entry: look(word) })
  }
  return found
}
