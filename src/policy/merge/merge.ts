import { pointerSteps } from '#std/pointer'
import { type Fault, fail, ok, type Result } from '#std/result'
import { assemble, type Wanted } from './assemble.ts'
import { withSharedComments } from './kept-comments.ts'
import {
  answeredPart,
  isSameList,
  isSamePart,
  isSameValue,
  type Part,
  type Sheet,
  sharedHolders,
  sheetOf,
  treeOf,
} from './sheet.ts'

/** What of a policy two people can change apart. */
type MergeSubject = 'tool' | 'class' | 'hidden' | 'test' | 'limit' | 'all_tools' | 'setting' | 'comments'

/** A part that only one side changed, or both in the same way: nobody need be asked. */
export interface MergedPart {
  readonly key: string
  readonly subject: MergeSubject
  readonly name: string
  readonly by: 'mine' | 'theirs' | 'both'
  readonly change: 'added' | 'changed' | 'removed'
}

/** A part that both sides changed, each otherwise. The texts have their comments; undefined: it is not there. */
export interface MergeConflict {
  readonly key: string
  readonly subject: MergeSubject
  readonly name: string
  readonly base: string | undefined
  readonly mine: string | undefined
  readonly theirs: string | undefined
}

/** What a person decides about a conflict. An edited text is that of the part; empty takes it away. */
export type MergeChoice =
  | { readonly kind: 'mine' }
  | { readonly kind: 'theirs' }
  | { readonly kind: 'edit'; readonly text: string }

export type MergeFault = Fault & { readonly side?: 'base' | 'mine' | 'theirs' }

/** Two texts that began as one. */
export interface Merge {
  readonly merged: readonly MergedPart[]
  readonly conflicts: readonly MergeConflict[]
  /** The text of both. Every conflict needs its choice, by its key. */
  readonly resolve: (choices: ReadonlyMap<string, MergeChoice>) => Result<string, MergeFault>
}

export interface MergeTexts {
  /** What both began from; undefined: nothing. */
  readonly base: string | undefined
  readonly mine: string
  readonly theirs: string
}

interface Sides {
  readonly base: Sheet
  readonly mine: Sheet
  readonly theirs: Sheet
  readonly open: readonly string[]
}

const looseKey = '(comments)'

/**
 * Brings two changes of one policy together, part by part: a rule, a name that is hidden, a test, a limit for all tools.
 * A rule is never mixed from two: what makes one half safe may stand in the other.
 */
export function merge(texts: MergeTexts): Result<Merge, MergeFault> {
  const read = sidesOf(texts)
  if (!read.ok) return read
  const sides = read.value
  const keys = [
    ...new Set([...sides.theirs.parts.keys(), ...sides.mine.parts.keys(), ...sides.base.parts.keys()]),
  ]
  const merged: MergedPart[] = []
  const conflicts: MergeConflict[] = []
  for (const key of keys) {
    const found = judge(key, sides)
    if (found === undefined) continue
    if ('by' in found) merged.push(found)
    else conflicts.push(found)
  }
  const loose = looseConflict(sides)
  if (loose !== undefined) conflicts.push(loose)
  return ok({
    merged,
    conflicts,
    resolve: (choices) => resolved({ texts, sides, merged, conflicts, choices }),
  })
}

function sidesOf({ base = '{}', mine, theirs }: MergeTexts): Result<Sides, MergeFault> {
  const trees = { base: treeOf(base), mine: treeOf(mine), theirs: treeOf(theirs) }
  if (!trees.base.ok) return fail({ ...trees.base.fault, side: 'base' })
  if (!trees.mine.ok) return fail({ ...trees.mine.fault, side: 'mine' })
  if (!trees.theirs.ok) return fail({ ...trees.theirs.fault, side: 'theirs' })
  const open = sharedHolders([trees.base.value, trees.mine.value, trees.theirs.value])
  return ok({
    base: sheetOf(base, trees.base.value, open),
    mine: sheetOf(mine, trees.mine.value, open),
    theirs: sheetOf(theirs, trees.theirs.value, open),
    open,
  })
}

type States = Readonly<Record<'base' | 'mine' | 'theirs', Part | undefined>>

function statesOf(key: string, { base, mine, theirs }: Sides): States {
  return { base: base.parts.get(key), mine: mine.parts.get(key), theirs: theirs.parts.get(key) }
}

function judge(key: string, sides: Sides): MergedPart | MergeConflict | undefined {
  const states = statesOf(key, sides)
  const by = changedBy(states)
  if (by === undefined) return undefined
  const about = { key, ...subjectOf(key, holderOf(key, sides)) }
  if (by !== 'each') {
    const next = by === 'theirs' ? states.theirs : states.mine
    const change = states.base === undefined ? 'added' : next === undefined ? 'removed' : 'changed'
    return { ...about, by, change }
  }
  return {
    ...about,
    base: partText(sides.base, states.base),
    mine: partText(sides.mine, states.mine),
    theirs: partText(sides.theirs, states.theirs),
  }
}

/** Who changed a part: nobody, one, both alike, or each otherwise. */
function changedBy({ base, mine, theirs }: States): MergedPart['by'] | 'each' | undefined {
  const isMine = !isSamePart(mine, base)
  const isTheirs = !isSamePart(theirs, base)
  if (isMine && isTheirs) return isSamePart(mine, theirs) ? 'both' : 'each'
  if (isMine) return 'mine'
  return isTheirs ? 'theirs' : undefined
}

const subjects: Readonly<Record<string, MergeSubject>> = {
  '/tools': 'tool',
  '/risk': 'class',
  '/hide': 'hidden',
  '/tests': 'test',
  '/all_tools': 'all_tools',
  '/all_tools/limits': 'limit',
}

function subjectOf(key: string, holder: string): { subject: MergeSubject; name: string } {
  return { subject: subjects[holder] ?? 'setting', name: pointerSteps(key).at(-1) ?? '' }
}

/** The text of a part as it stands, its comments above and behind it included. */
function partText({ text }: Sheet, part: Part | undefined): string | undefined {
  if (part === undefined) return undefined
  const entries = part.entries.map(({ noteStart, to, start, comma }) => {
    const indent = /[ \t]*$/.exec(text.slice(0, start))?.[0] ?? ''
    const whole =
      comma === undefined ? text.slice(noteStart, to) : withoutComma(text, { noteStart, comma, to })
    return whole
      .split(/\r\n|\n|\r/)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
      .join('\n')
  })
  return entries.join('\n')
}

function withoutComma(
  text: string,
  { noteStart, comma, to }: { noteStart: number; comma: number; to: number },
): string {
  return text.slice(noteStart, comma) + text.slice(comma + 1, to)
}

function looseConflict({ base, mine, theirs }: Sides): MergeConflict | undefined {
  const isOne = isSameList(mine.loose, base.loose) || isSameList(theirs.loose, base.loose)
  if (isOne || isSameList(mine.loose, theirs.loose)) return undefined
  return {
    key: looseKey,
    subject: 'comments',
    name: '',
    base: base.loose.join('\n'),
    mine: mine.loose.join('\n'),
    theirs: theirs.loose.join('\n'),
  }
}

interface Resolving {
  readonly texts: MergeTexts
  readonly sides: Sides
  readonly merged: readonly MergedPart[]
  readonly conflicts: readonly MergeConflict[]
  readonly choices: ReadonlyMap<string, MergeChoice>
}

function resolved(resolving: Resolving): Result<string, MergeFault> {
  const { texts, sides, merged, conflicts, choices } = resolving
  const open = conflicts.find(({ key }) => !choices.has(key))
  if (open !== undefined)
    return fail({ code: 'unanswered', message: `\`${open.name || open.key}\` needs a choice` })
  // Where one side is as it was, the other is the answer to the last byte.
  if (texts.mine === texts.theirs || texts.mine === texts.base) return ok(texts.theirs)
  if (texts.theirs === texts.base) return ok(texts.mine)
  const wanted: Wanted[] = []
  for (const { key, by } of merged)
    wanted.push(wantedFrom(by === 'mine' ? sides.mine : sides.theirs, key, sides))
  for (const { key } of conflicts) {
    if (key === looseKey) continue
    const answer = answered(key, sides, choices.get(key))
    if (!answer.ok) return answer
    wanted.push(answer.value)
  }
  const stem = stemOf(resolving)
  const text = assemble(stem, wanted, sides.open)
  return text.ok
    ? checked(text.value, stem, { wanted, sides, asked: new Set(conflicts.map(({ key }) => key)) })
    : text
}

function wantedFrom(from: Sheet, key: string, sides: Sides): Wanted {
  const part = from.parts.get(key)
  return { key, from, part, holder: holderOf(key, sides) }
}

function holderOf(key: string, { mine, theirs, base }: Sides): string {
  return (mine.parts.get(key) ?? theirs.parts.get(key) ?? base.parts.get(key))?.holder ?? ''
}

function answered(key: string, sides: Sides, choice: MergeChoice | undefined): Result<Wanted, MergeFault> {
  if (choice?.kind !== 'edit')
    return ok(wantedFrom(choice?.kind === 'mine' ? sides.mine : sides.theirs, key, sides))
  const holder = holderOf(key, sides)
  const read = answeredPart(choice.text, key, holder)
  if (!read.ok) return fail({ ...read.fault, at: read.fault.at ?? key })
  return ok({ key, holder, from: read.value.sheet, part: read.value.part })
}

/** The text that the other's parts are laid over: theirs, unless only mine has comments that belong to no part, or only mine changed anything. */
function stemOf({ sides, merged, conflicts, choices }: Resolving): Sheet {
  const { base, mine, theirs } = sides
  const chosen = choices.get(looseKey)
  if (chosen !== undefined && conflicts.some(({ key }) => key === looseKey))
    return chosen.kind === 'mine' ? mine : theirs
  if (!isSameList(theirs.loose, base.loose)) return theirs
  if (!isSameList(mine.loose, base.loose)) return mine
  const isTheirs = conflicts.length > 0 || merged.some(({ by }) => by !== 'mine')
  return isTheirs ? theirs : mine
}

interface Promised {
  readonly wanted: readonly Wanted[]
  readonly sides: Sides
  /** The keys of what a person decided. */
  readonly asked: ReadonlySet<string>
}

/** INVARIANT: what is handed out has every part as it was decided, and every comment; else nothing is. */
function checked(text: string, stem: Sheet, { wanted, sides, asked }: Promised): Result<string, MergeFault> {
  const lost: MergeFault = { code: 'not_mergeable', message: 'the two texts could not be brought together' }
  const tree = treeOf(text)
  if (!tree.ok) return fail(lost)
  const made = sheetOf(text, tree.value, sides.open)
  const parts = new Map(stem.parts)
  for (const { key, part } of wanted) {
    if (part === undefined) parts.delete(key)
    else parts.set(key, part)
  }
  const isComplete =
    parts.size === made.parts.size &&
    [...parts].every(([key, part]) => {
      const there = made.parts.get(key)
      return there !== undefined && isSameValue(there, part)
    })
  const promised = [...stem.loose, ...[...parts.values()].flatMap(({ comments }) => comments)]
  const kept = [...made.loose, ...[...made.parts.values()].flatMap(({ comments }) => comments)]
  const theirs = [
    ...sides.theirs.loose,
    ...[...sides.theirs.parts].flatMap(([key, { comments }]) => (asked.has(key) ? [] : comments)),
  ]
  if (!isComplete || !isSameList(promised.sort(), kept.sort())) return fail(lost)
  return ok(withSharedComments(text, tree.value.end, { mine: sides.mine.text, theirs }))
}
