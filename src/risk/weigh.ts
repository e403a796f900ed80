import type { ToolAnnotations } from '#mcp/tool'
import type { Act } from './act.ts'
import { type Category, compareCategories, graver } from './category.ts'
import type { DescriptionReading, Phrase } from './description-reading.ts'
import type { NameReading } from './name-reading.ts'
import type { Argument, SchemaReading } from './schema-reading.ts'

/** Everything read from one definition. */
export interface Readings {
  readonly name: NameReading
  readonly description: DescriptionReading
  readonly schema: SchemaReading
  readonly annotations: ToolAnnotations | null | undefined
}

/** What settled the category. */
export type Ground =
  | { readonly kind: 'name' | 'description' | 'choice'; readonly act: Act }
  | { readonly kind: 'joined'; readonly act: Act; readonly name: Act }
  | {
      readonly kind: 'phrase'
      readonly phrase: Phrase
      readonly act: Act | undefined
      readonly final: boolean
    }
  | { readonly kind: 'code' | 'saves' | 'open'; readonly argument: Argument }
  | { readonly kind: 'returns-only'; readonly act: Act; readonly name: Act }
  | { readonly kind: 'noun'; readonly word: string; readonly start: number; readonly end: number }
  | { readonly kind: 'noun-phrase' | 'hint' | 'nothing' | 'agent' }

/** A category with what settled it, before it is told to a person. */
export interface Verdict {
  readonly category: Category
  readonly ground: Ground
  readonly unsure: boolean
  /** Readings that agree, of two: name and description. */
  readonly agreeing: number
}

/** Settles the category: name before description before schema; whatever is graver and certain raises it. */
export function weigh(readings: Readings): Verdict {
  let verdict = fromWords(readings)
  verdict = raisedByChoices(verdict, readings)
  verdict = raisedByCode(verdict, readings)
  if (readings.schema.runsAgent && compareCategories('execute', verdict.category) > 0)
    verdict = { ...verdict, category: 'execute', ground: { kind: 'agent' }, unsure: true }
  verdict = raisedByPhrases(verdict, readings)
  verdict = raisedByPlace(verdict, readings)
  return raisedByHints(verdict, readings)
}

function worst(acts: readonly Act[]): Act | undefined {
  return acts.reduce<Act | undefined>(
    (gravest, act) =>
      gravest === undefined || compareCategories(act.says, gravest.says) > 0 ? act : gravest,
    undefined,
  )
}

function fromWords(readings: Readings): Verdict {
  const { name, description, schema } = readings
  const told = worst(description.acts)
  // `validate_and_optimize` that only returns advice looks, whatever its second verb is.
  const named = told?.says === 'read' && name.acts[0]?.says === 'read' ? name.acts[0] : worst(name.acts)
  if (named === undefined || named.sure < 2) return fromDescription(readings, named, told)
  if (told === undefined)
    return { category: named.says, ground: { kind: 'name', act: named }, unsure: false, agreeing: 1 }
  const agreeing = told.says === named.says ? 2 : 1
  // A bare verb says little: the description tells what it is done to.
  if (told.verb === named.verb && told.because !== undefined && name.words.length === 1)
    return { category: told.says, ground: { kind: 'description', act: told }, unsure: false, agreeing: 2 }
  if (
    schema.none &&
    named.says !== 'destructive' &&
    named.verb === 'create' &&
    told.says === 'read' &&
    description.acts.length === 1
  )
    return {
      category: 'read',
      ground: { kind: 'returns-only', act: told, name: named },
      unsure: false,
      agreeing: 1,
    }
  const graverAct = worst(description.acts.filter((act) => outweighs(act, named, readings)))
  if (graverAct !== undefined && compareCategories(graverAct.says, named.says) > 0)
    return {
      category: graverAct.says,
      ground: { kind: 'joined', act: graverAct, name: named },
      unsure: named.says === 'read',
      agreeing: 1,
    }
  return { category: named.says, ground: { kind: 'name', act: named }, unsure: false, agreeing }
}

/** A description may raise what the name says, unless it promises to change nothing or only names a means. */
function outweighs(told: Act, named: Act, { description }: Readings): boolean {
  if (named.says === 'execute') return told.sure === 3 && told === description.acts[0]
  const main = told === description.acts[0]
  if (vague.has(told.verb) && told.because === undefined) return false
  if (named.says === 'write')
    return !softly.has(told.verb) || (main && told.because === undefined && told.verb !== named.verb)
  if (named.sure === 3 && !told.pointed) return false
  if (description.readOnly !== undefined || told.text.endsWith('ing')) return false
  if (told.says === 'write') return !main && keeps.has(told.verb)
  if (main && named.sure === 3) return told.sure === 3 && told.verbness === 3
  return true
}

/** Verbs that, beside a verb of change, mostly say that a part is taken out: "set or clear the active session". */
const softly = new Set(['remove', 'clear', 'reset', 'revert', 'drop'])

/** Verbs that begin many descriptions and say nothing of what is done. */
const vague = new Set(['initiate', 'perform', 'process', 'begin', 'work', 'handle'])

/** Verbs that leave something behind when they stand beside one that looks: "fetches the schema and saves it". */
const keeps = new Set([
  'save',
  'store',
  'write',
  'update',
  'create',
  'upload',
  'send',
  'insert',
  'add',
  'set',
  'post',
])

function fromDescription(
  { name, description }: Readings,
  named: Act | undefined,
  told: Act | undefined,
): Verdict {
  if (told !== undefined) {
    const agreeing = named !== undefined && named.says === told.says ? 2 : 1
    return { category: told.says, ground: { kind: 'description', act: told }, unsure: false, agreeing }
  }
  const noun = name.lookNoun
  if (noun !== undefined && named?.says !== 'destructive')
    return {
      category: 'read',
      ground: { kind: 'noun', word: noun.text, start: noun.start, end: noun.end },
      unsure: false,
      agreeing: 1,
    }
  if (named !== undefined)
    return {
      category: named.says,
      ground: { kind: 'name', act: named },
      unsure: named.says === 'read',
      agreeing: 1,
    }
  const last = name.words.at(-1)
  if (last !== undefined && /[^s]s$/.test(last.text))
    return {
      category: 'read',
      ground: { kind: 'noun', word: last.text, start: last.start, end: last.end },
      unsure: true,
      agreeing: 0,
    }
  if (description.nounPhrase)
    return { category: 'read', ground: { kind: 'noun-phrase' }, unsure: true, agreeing: 0 }
  return { category: 'write', ground: { kind: 'nothing' }, unsure: true, agreeing: 0 }
}

/** True when the name itself says that the tool looks: then an `action` argument filters, it does not act. */
function nameLooks({ name }: Readings): boolean {
  const named = worst(name.acts)
  return named !== undefined && named.says === 'read' && named.sure >= 2
}

function raisedByChoices(verdict: Verdict, readings: Readings): Verdict {
  if (nameLooks(readings)) return verdict
  const chosen = byListedChoice(verdict, readings.schema)
  return readings.schema.open ? byOpenChoice(chosen, readings) : chosen
}

/** The gravest action that an argument may ask for raises the class; where no verb settled it, it decides. */
function byListedChoice(verdict: Verdict, schema: SchemaReading): Verdict {
  const choice = schema.acts[0]
  if (choice === undefined) return verdict
  const { ground } = verdict
  const settled = ground.kind === 'name' && ground.act.sure >= 2
  const chosen: Verdict = {
    category: choice.says,
    ground: { kind: 'choice', act: choice },
    unsure: false,
    agreeing: 1,
  }
  if (compareCategories(choice.says, verdict.category) > 0)
    return settled && choice.says === 'execute' ? verdict : { ...chosen, agreeing: verdict.agreeing }
  const vague = ground.kind !== 'description' || umbrellas.has(ground.act.verb)
  return settled || !vague ? verdict : chosen
}

/** A free action can be any that the server knows; what the description names bounds it only a little. */
function byOpenChoice(verdict: Verdict, { schema, description }: Readings): Verdict {
  const argument = schema.dispatch
  if (argument === undefined) return verdict
  const told = description.acts[0]
  const looksOnly = told !== undefined && description.acts.every((act) => act.says === 'read')
  const unseen = told === undefined || description.vast
  let floor: Category = looksOnly ? 'read' : 'write'
  if (unseen) floor = 'destructive'
  if (/tool|function/i.test(argument.name)) floor = 'execute'
  return {
    ...verdict,
    category: graver(verdict.category, floor),
    ground: { kind: 'open', argument },
    unsure: true,
  }
}

const umbrellas = new Set(['manage', 'work', 'handle', 'administer', 'perform', 'operate', 'maintain'])

const inspects = new Set([
  'validate',
  'verify',
  'check',
  'explain',
  'lint',
  'format',
  'analyze',
  'analyse',
  'parse',
  'review',
  'render',
  'compare',
  'search',
  'test',
  'decode',
  'read',
  'get',
  'find',
  'list',
  'inspect',
  'scan',
  'classify',
  'score',
  'preview',
  'diff',
  'help',
  'estimate',
  'evaluate',
])

function raisedByCode(verdict: Verdict, readings: Readings): Verdict {
  const { schema, description, name } = readings
  const argument = schema.code
  if (argument === undefined || verdict.category !== 'read' || description.readOnly !== undefined)
    return verdict
  const verbs = [...name.acts, ...description.acts].map((act) => act.verb)
  if (verbs.some((verb) => inspects.has(verb))) return verdict
  return { category: 'execute', ground: { kind: 'code', argument }, unsure: true, agreeing: 0 }
}

const leavesNoLoss = new Set([
  'send',
  'publish',
  'post',
  'submit',
  'create',
  'add',
  'vote',
  'sign',
  'generate',
  'comment',
  'reply',
  'invite',
  'share',
  'register',
  'subscribe',
])

function raisedByPhrases(verdict: Verdict, { description, name }: Readings): Verdict {
  const act = name.acts[0] ?? description.acts[0]
  const final = description.final
  const owned = final?.text.toLowerCase() === 'destructive' && verdict.category === 'read'
  if (verdict.category !== 'write' && !owned) return verdict
  const safe = act !== undefined && leavesNoLoss.has(act.verb)
  if (description.loses !== undefined)
    return {
      ...verdict,
      category: 'destructive',
      ground: { kind: 'phrase', phrase: description.loses, act, final: false },
      unsure: false,
    }
  if (final !== undefined && !safe)
    return {
      ...verdict,
      category: 'destructive',
      ground: { kind: 'phrase', phrase: final, act, final: true },
      unsure: false,
    }
  return verdict
}

const saving = new Set(['download', 'export', 'save', 'dump', 'convert', 'extract'])

/** A download into a directory that the caller names writes there. */
function raisedByPlace(verdict: Verdict, { schema, name, description }: Readings): Verdict {
  if (verdict.category !== 'read' || schema.saves === undefined) return verdict
  const act = name.acts[0] ?? description.acts[0]
  if (act === undefined || !saving.has(act.verb)) return verdict
  return { ...verdict, category: 'write', ground: { kind: 'saves', argument: schema.saves }, unsure: false }
}

/** The server's hints raise what nothing else settled; they never lower, and never decide against the words. */
function raisedByHints(verdict: Verdict, { annotations }: Readings): Verdict {
  const weak = verdict.unsure && verdict.agreeing === 0
  if (!weak || annotations === null || annotations === undefined) return verdict
  const claimed: Category =
    annotations.destructiveHint === true
      ? 'destructive'
      : annotations.readOnlyHint === false
        ? 'write'
        : 'read'
  if (compareCategories(claimed, verdict.category) <= 0) return verdict
  return { category: claimed, ground: { kind: 'hint' }, unsure: true, agreeing: 0 }
}
