import type { Act } from './act.ts'
import { compareCategories } from './category.ts'
import { raisedByChoices, raisedByCode, raisedByHints, raisedByPhrases, raisedByPlace } from './raise.ts'
import { type Ground, type Readings, type Verdict, worst } from './verdict.ts'
import type { Word } from './words.ts'

/** Settles the category: name before description before schema; whatever is graver and certain raises it. */
export function weigh(readings: Readings): Verdict {
  let verdict = fromWords(readings)
  verdict = raisedByChoices(verdict, readings)
  verdict = raisedByCode(verdict, readings)
  if (runsAgent(readings) && compareCategories('execute', verdict.category) > 0)
    verdict = { ...verdict, category: 'execute', ground: { kind: 'agent' }, unsure: true }
  verdict = raisedByPhrases(verdict, readings)
  verdict = raisedByPlace(verdict, readings)
  return raisedByHints(verdict, readings)
}

/** A prompt beside a sandbox or approvals, or for a tool that is called an agent and names no other act. */
function runsAgent({ name, schema }: Readings): boolean {
  const called = name.acts.length === 0 && name.words.at(-1)?.text === 'agent'
  return schema.runsAgent || (called && schema.prompts)
}

function fromWords(readings: Readings): Verdict {
  const { name, description } = readings
  const told = worst(description.acts)
  // `validate_and_optimize` that only returns advice looks, whatever its second verb is.
  const named = told?.says === 'read' && name.acts[0]?.says === 'read' ? name.acts[0] : worst(name.acts)
  // A word that is mostly a noun is a verb when the description opens with it too.
  const echoed = named !== undefined && named.verb === description.acts[0]?.verb
  if (named === undefined || (named.sure < 2 && !echoed)) return fromDescription(readings, named, told)
  if (told === undefined)
    return { category: named.says, ground: { kind: 'name', act: named }, unsure: false, agreeing: 1 }
  const agreeing = told.says === named.says ? 2 : 1
  // A bare verb says little: the description tells what it is done to.
  if (told.verb === named.verb && told.because !== undefined && name.words.length === 1)
    return { category: told.says, ground: { kind: 'description', act: told }, unsure: false, agreeing: 2 }
  if (told.says === 'read' && onlyReturns(named, readings)) {
    const ground: Ground = { kind: 'returns-only', act: told, name: named }
    return { category: 'read', ground, unsure: false, agreeing: 1 }
  }
  // `policy_register`: a late word that may well be a noun, and a description that only looks.
  if (told.says === 'read' && named.says === 'write' && named.sure === 2 && told.start < 60)
    return { category: 'read', ground: { kind: 'description', act: told }, unsure: false, agreeing: 1 }
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

/** `create_x` without arguments that only returns advice on creating has nothing to create. */
function onlyReturns(named: Act, { schema, description }: Readings): boolean {
  return schema.none && named.verb === 'create' && description.acts.length === 1
}

/** A description may raise what the name says, unless it promises to change nothing or only names a means. */
function outweighs(told: Act, named: Act, { description }: Readings): boolean {
  if (named.says === 'execute') return told.sure === 3 && told === description.acts[0]
  const main = told === description.acts[0]
  if (vague.has(told.verb) && told.because === undefined) return false
  if (named.says === 'write') return !softly.has(told.verb)
  if (named.verbness === 3 && !told.pointed) return false
  if (description.readOnly !== undefined || told.text.endsWith('ing')) return false
  // `search_feedback` that "sends feedback": the name's word was a noun.
  const opens = told.start < 60 && told.because === undefined
  if (told.says === 'write' && main) return opens && named.verbness < 3 && told.verbness === 3
  if (told.says === 'write') return keeps.has(told.verb)
  if (main && named.verbness === 3) return told.verbness === 3
  return true
}

/** Verbs that, beside a verb of change, mostly say that a part is taken out: "set or clear the active session". */
const softly = new Set(['remove', 'clear', 'reset', 'revert', 'drop'])

/** Verbs that begin many descriptions and say nothing of what is done. */
const vague = new Set(['initiate', 'perform', 'conduct', 'process', 'begin', 'work', 'handle'])

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

function groundOf({ start, end }: Word, name: string): Ground {
  return { kind: 'noun', word: name.slice(start, end), start, end }
}

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
      ground: groundOf(noun, name.source),
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
      ground: groundOf(last, name.source),
      unsure: true,
      agreeing: 0,
    }
  if (description.nounPhrase)
    return { category: 'read', ground: { kind: 'noun-phrase' }, unsure: true, agreeing: 0 }
  return { category: 'write', ground: { kind: 'nothing' }, unsure: true, agreeing: 0 }
}
