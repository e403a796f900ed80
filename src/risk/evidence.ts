import type { Act } from './act.ts'
import type { Category } from './category.ts'
import type { Phrase } from './description-reading.ts'
import { doing } from './explain.ts'
import type { Evidence, EvidencePlace } from './judgement.ts'
import type { Ground, Readings, Verdict } from './verdict.ts'

const places: Readonly<Record<'name' | 'description' | 'schema', string>> = {
  name: 'The name',
  description: 'The description',
  schema: 'An argument',
}

/** The words that decided first, then those that agree or object, each once. */
export function evidenceOf(verdict: Verdict, readings: Readings): Evidence[] {
  const { name, description, schema, annotations } = readings
  const found = [
    ...ofGround(verdict.ground, verdict.category),
    ...name.acts.map(ofAct),
    ...description.acts.slice(0, 4).map(ofAct),
    ...(schema.dispatch === undefined ? [] : schema.acts.slice(0, 3).map(ofAct)),
    ...ofPhrase(description.final, 'destructive', 'says that there is no way back'),
    ...ofPhrase(description.loses, 'destructive', 'says that what was there before is lost'),
    ...ofPhrase(description.readOnly, 'read', 'promises that nothing changes'),
  ]
  if (annotations?.readOnlyHint === true)
    found.push(hint('readOnlyHint', 'read', 'claims that it is read-only'))
  if (annotations?.destructiveHint === true)
    found.push(hint('destructiveHint', 'destructive', 'hints that it is destructive'))
  return found.filter((each, index) => !isBefore(found, index, each))
}

function isBefore(found: readonly Evidence[], end: number, wanted: Evidence): boolean {
  for (let at = 0; at < end; at += 1) {
    const other = found[at]
    if (other !== undefined && isSame(other, wanted)) return true
  }
  return false
}

function isSame(a: Evidence, b: Evidence): boolean {
  return a.where === b.where && a.offset === b.offset && a.text === b.text
}

function ofAct(act: Act): Evidence {
  const place = act.where === 'name' || act.where === 'description' ? act.where : 'schema'
  const why = act.because === undefined ? `which ${doing[act.says]}` : `which here ${act.because}`
  const verb = act.where === 'schema' ? 'can ask for' : 'says'
  const sentence = `${places[place]} ${verb} \`${act.text}\`, ${why}.`
  return {
    where: act.where,
    text: act.text,
    offset: act.start,
    length: act.end - act.start,
    says: act.says,
    why: sentence,
  }
}

function ofPhrase(phrase: Phrase | undefined, says: Category, why: string): Evidence[] {
  if (phrase === undefined) return []
  const { text, start, end } = phrase
  return [
    { where: 'description', text, offset: start, length: end - start, says, why: `The description ${why}.` },
  ]
}

function hint(text: string, says: Category, why: string): Evidence {
  return standing('annotations', text, says, `The server ${why}; that is a claim, not a fact.`)
}

function standing(where: EvidencePlace, text: string, says: Category, why: string): Evidence {
  return { where, text, offset: 0, length: text.length, says, why }
}

function ofGround(ground: Ground, category: Category): Evidence[] {
  switch (ground.kind) {
    case 'name':
    case 'description':
    case 'choice':
    case 'joined':
    case 'returns-only':
      return [ofAct(ground.act)]
    case 'phrase':
      return ofPhrase(
        ground.phrase,
        category,
        ground.final ? 'says that there is no way back' : 'says that what was there before is lost',
      )
    case 'code':
      return [
        standing(
          'schema',
          ground.argument.name,
          category,
          `\`${ground.argument.name}\` takes free text that is run.`,
        ),
      ]
    case 'saves':
      return [
        standing(
          'schema',
          ground.argument.name,
          category,
          `\`${ground.argument.name}\` names a place to write to.`,
        ),
      ]
    case 'open':
      return [
        standing(
          'schema',
          ground.argument.name,
          category,
          `\`${ground.argument.name}\` names an action that the definition does not list.`,
        ),
      ]
    case 'noun':
      return [
        {
          where: 'name',
          text: ground.word,
          offset: ground.start,
          length: ground.end - ground.start,
          says: category,
          why: `The name ends in \`${ground.word}\`, a thing that one looks at.`,
        },
      ]
    case 'hint':
    case 'agent':
    case 'noun-phrase':
    case 'nothing':
      return []
  }
}
