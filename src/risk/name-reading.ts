import { type Act, meaning } from './act.ts'
import { compareCategories } from './category.ts'
import { type Convention, withoutAffixes } from './convention.ts'
import { bitsOf } from './dictionary.ts'
import { kindsOf, type Word } from './words.ts'

/** What a tool's name says. */
export interface NameReading {
  /** The verb that rules the name first, then verbs joined to it by `and` or `or`. */
  readonly acts: readonly Act[]
  /** A noun such as `status` or `history` that ends the name: such a tool looks. */
  readonly lookNoun: Word | undefined
  readonly words: readonly Word[]
  /** The name as it is written. */
  readonly source: string
}

const looks = bitsOf(['look'])
const joints = new Set(['and', 'or', 'then'])

/** A name with its words, the kinds named anywhere in the tool, and the main act of its description. */
export interface NamedTool {
  readonly name: string
  readonly words: readonly Word[]
  readonly amid: number
  readonly told: Act | undefined
}

/** Finds the verb that rules a name. */
export function readName({ name, words: all, amid, told }: NamedTool, convention: Convention): NameReading {
  const words = withoutAffixes(all, convention.own)
  const ruling = preferTold(words, rulingVerb(words, convention), told)
  const last = words.at(-1)
  const lookNoun = last !== undefined && ((last.entry?.kinds ?? 0) & looks) !== 0 ? last : undefined
  if (ruling === undefined) return { acts: [], lookNoun, words, source: name }
  const acts = actsOf(name, words, ruling, amid)
  const looksInstead =
    lookNoun !== undefined && lookNoun !== words[ruling] && isModifier(words, ruling, convention)
  return { acts: looksInstead ? [] : acts, lookNoun, words, source: name }
}

/** Nouns that tell of something else; a `content` or `message` may itself be uploaded or posted. */
const reportNouns = new Set(
  `status info history log logs stats statistics metrics count list summary result results report reports state health
  details overview ratio rate rates policy policies limits price prices quote schema versions diagnostics events`.split(
    /\s+/,
  ),
)

/** In `deploy_status` and, where verbs stand last, `update_config`, the first word only tells which status is meant. */
function isModifier(words: readonly Word[], ruling: number, convention: Convention): boolean {
  const verb = words[ruling]?.entry?.verb
  if (verb === undefined || verb.says === 'read') return false
  if (convention.verbLast && ruling < words.length - 1) return true
  return verb.verbness < 3 && reportNouns.has(words.at(-1)?.text ?? '')
}

function rulingVerb(words: readonly Word[], convention: Convention): number | undefined {
  const plain = words.some((word) => word.entry?.form === 'base' && word.entry.verb?.verbness === 3)
  let best: number | undefined
  let bestScore = 0
  words.forEach((word, index) => {
    const score = verbScore(words, index, convention.verbLast && (!plain || word.entry?.verb?.verbness === 3))
    if (score > bestScore) {
      best = index
      bestScore = score
    }
  })
  return best
}

/** How likely the word rules the name: by how seldom it is a noun, and by standing first or last; 0 if it cannot. */
function verbScore(words: readonly Word[], index: number, verbLast: boolean): number {
  const word = words[index]
  const form = word?.entry?.form
  const verb = word?.entry?.verb
  if (word === undefined || verb === undefined) return 0
  if (!(form === 'base' || form === 'noun' || words.length === 1)) return 0
  if (prepositions.has(words[index - 1]?.text ?? '')) return 0
  // `eval_list_datasets`: a `list` with something to list is no noun.
  const lists = verb.base === 'list' && index < words.length - 1
  let score = (form === 'noun' ? 1 : lists ? 3 : verb.verbness) * 2
  if (index === 0) score += verbLast && words.length > 1 ? 0 : 3
  else if (word.opens) score += 2
  if (index === words.length - 1) score += verbLast ? 4.5 : 1.5
  return score
}

const prepositions = new Set(['as', 'by', 'of', 'from', 'for', 'with', 'to', 'on', 'in'])

/** Where a name holds two verbs, the one that the description opens with rules, unless that would hide a danger. */
function preferTold(
  words: readonly Word[],
  ruling: number | undefined,
  told: Act | undefined,
): number | undefined {
  if (ruling === undefined || told === undefined) return ruling
  const other = words.findIndex((word) => word.entry?.form === 'base' && word.entry.verb?.base === told.verb)
  const from = words[ruling]?.entry?.verb
  const to = words[other]?.entry?.verb
  if (from === undefined || to === undefined || other === ruling) return ruling
  // A name that opens with `get` or `list` looks, whatever nouns follow.
  if (ruling === 0 && from.says === 'read' && from.verbness === 3) return ruling
  return (compareCategories(told.says, from.says) > 0 && to.verbness > 1) ||
    (from.says === 'write' && told.says === 'read')
    ? other
    : ruling
}

function actsOf(name: string, words: readonly Word[], ruling: number, amid: number): Act[] {
  const acts: Act[] = []
  for (let index = ruling; index < words.length; index += 1) {
    const word = words[index]
    const joined = index === ruling || joints.has(words[index - 1]?.text ?? '')
    if (word?.entry?.verb !== undefined && joined && (index === ruling || word.entry.form === 'base'))
      acts.push(actOf(name, words, index, amid))
  }
  // `find_and_replace` does both, whichever verb rules.
  const before = words[ruling - 2]
  if (joints.has(words[ruling - 1]?.text ?? '') && before?.entry?.verb !== undefined)
    acts.push(actOf(name, words, ruling - 2, amid))
  return acts
}

function actOf(name: string, words: readonly Word[], index: number, amid: number): Act {
  const word = words[index]
  const verb = word?.entry?.verb
  if (word === undefined || verb === undefined)
    throw new Error('invariant broken: a ruling word without a verb')
  const others = words.filter((other) => other !== word)
  const on = kindsOf(others)
  const head = others.at(-1)?.entry?.kinds ?? 0
  const sure = word.entry?.form === 'base' ? verb.verbness : 1
  return {
    where: 'name',
    text: name.slice(word.start, word.end),
    start: word.start,
    end: word.end,
    verb: verb.base,
    verbness: verb.verbness,
    pointed: true,
    sure: index === 0 && sure === 2 ? 3 : sure,
    ...meaning(verb, { on, head, amid: amid | on }),
  }
}
