import { type Category, compareCategories, graver } from './category.ts'
import type { SchemaReading } from './schema-reading.ts'
import { type Readings, type Verdict, worst } from './verdict.ts'

/** True when the name itself says that the tool looks: then an `action` argument filters, it does not act. */
function nameLooks({ name }: Readings): boolean {
  const named = worst(name.acts)
  return named !== undefined && named.says === 'read' && named.sure >= 2
}

export function raisedByChoices(verdict: Verdict, readings: Readings): Verdict {
  if (nameLooks(readings)) return verdict
  const chosen = byListedChoice(verdict, readings.schema)
  return readings.schema.open ? byOpenChoice(chosen, readings) : chosen
}

/** The gravest action that an argument may ask for raises the class; where no verb settled it, it decides. */
function byListedChoice(verdict: Verdict, schema: SchemaReading): Verdict {
  const choice = schema.acts[0]
  if (choice === undefined) return verdict
  // A `mode` says how, seldom what: of itself it only warns of loss.
  const onlyHow = schema.dispatch?.name === 'mode' && verdict.ground.kind !== 'nothing'
  if (onlyHow && compareCategories(choice.says, 'destructive') < 0) return verdict
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

export function raisedByCode(verdict: Verdict, readings: Readings): Verdict {
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

export function raisedByPhrases(verdict: Verdict, { description, name }: Readings): Verdict {
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
export function raisedByPlace(verdict: Verdict, { schema, name, description }: Readings): Verdict {
  if (verdict.category !== 'read' || schema.saves === undefined) return verdict
  const act = name.acts[0] ?? description.acts[0]
  if (act === undefined || !saving.has(act.verb)) return verdict
  return { ...verdict, category: 'write', ground: { kind: 'saves', argument: schema.saves }, unsure: false }
}

/** The server's hints raise what nothing else settled; they never lower, and never decide against the words. */
export function raisedByHints(verdict: Verdict, { annotations }: Readings): Verdict {
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
