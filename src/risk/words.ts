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

/** The kinds of characters that words are cut by. */
type Kind = 'lower' | 'upper' | 'digit' | 'letter' | 'other'

function kindOf(text: string, at: number): Kind {
  const code = text.charCodeAt(at)
  if (code >= 97 && code <= 122) return 'lower'
  if (code >= 65 && code <= 90) return 'upper'
  if (code >= 48 && code <= 57) return 'digit'
  if (code < 128 || Number.isNaN(code)) return 'other'
  return /\p{L}/u.test(text[at] ?? '') ? 'letter' : 'other'
}

/** The words of a tool's or an argument's name: `getDNSRecords`, `get_dns_records` and `get-dns-records` are the same. */
export function wordsOfName(name: string): Word[] {
  const found: Word[] = []
  const isCamel = camelCase.test(name)
  let start = 0
  while (start < name.length) {
    const kind = kindOf(name, start)
    if (kind === 'other') {
      start += 1
      continue
    }
    const end = endOfPiece(name, start, kind)
    const text = name.slice(start, end).toLowerCase()
    found.push({ text, start, end, opens: opensAt(name, start, isCamel), entry: look(text) })
    start = end
  }
  return joinCompounds(found)
}

function endOfPiece(name: string, start: number, kind: Kind): number {
  let end = start + 1
  if (kind === 'upper' && kindOf(name, end) === 'lower') {
    while (kindOf(name, end) === 'lower') end += 1
    return end
  }
  while (end < name.length && kindOf(name, end) === kind) end += 1
  // `DNSRecords`: the last capital belongs to the word that follows.
  if (kind === 'upper' && end > start + 1 && kindOf(name, end) === 'lower') end -= 1
  return end
}

const camelCase = /[a-z][A-Z]/

function opensAt(name: string, start: number, isCamel: boolean): boolean {
  const before = name[start - 1]
  if (before === undefined) return false
  if (before === '.' || before === '/' || before === ':' || before === '|') return true
  if (before !== '_' && before !== '-') return false
  return (before === '_' && name[start - 2] === '_') || isCamel
}

/** The kinds of objects that some words name, as a set of bits. */
export function kindsOf(words: readonly Word[]): number {
  let bits = 0
  for (const word of words) bits |= word.entry?.kinds ?? 0
  return bits
}

/** `check_out`, `re-run`, `log_in`: one verb in two words. */
function joinCompounds(found: Word[]): Word[] {
  for (let at = found.length - 1; at > 0; at -= 1) {
    const first = found[at - 1]
    const second = found[at]
    if (first === undefined || second === undefined) continue
    const text = compounds.get(first.text)?.get(second.text)
    if (text === undefined) continue
    found.splice(at - 1, 2, {
      text,
      start: first.start,
      end: second.end,
      opens: first.opens,
      entry: look(text),
    })
  }
  return found
}

const compounds = new Map<string, Map<string, string>>()
const pairs: readonly (readonly [string, string])[] = [
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
  ['can i', 'is'],
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
]
for (const [pair, word] of pairs) {
  const [first = '', second = ''] = pair.split(' ')
  const after = compounds.get(first) ?? new Map<string, string>()
  compounds.set(first, after.set(second, word))
}

/** The words of a text up to `limit`, lower case, with what stands between them left to the reader. */
export function wordsOfText(text: string, limit: number): Word[] {
  const found: Word[] = []
  const reach = Math.min(limit, text.length)
  let start = 0
  while (start < reach) {
    if (kindOf(text, start) === 'other') {
      start += 1
      continue
    }
    let end = start + 1
    while (end < text.length && (kindOf(text, end) !== 'other' || isInner(text.charCodeAt(end)))) end += 1
    const word = text.slice(start, end).toLowerCase()
    found.push({ text: word, start, end, opens: false, entry: look(word) })
    start = end
  }
  return found
}

/** An apostrophe, a hyphen or an underscore inside a word. */
function isInner(code: number): boolean {
  return code === 39 || code === 0x2019 || code === 45 || code === 95
}
