import type { Act } from './act.ts'
import type { Category } from './category.ts'
import type { Ground, Readings, Verdict } from './verdict.ts'

/** What a category does, as the end of a sentence whose subject is the tool. */
export const doing: Readonly<Record<Category, string>> = {
  read: 'looks and changes nothing',
  write: 'changes data in a way that can be undone',
  execute: 'sets something running that can have effects of its own',
  destructive: 'deletes or takes away',
  financial: 'moves money or commits to spending it',
}

/** A sentence or two for a person: what decided, and what stands in its way. */
export function explain(verdict: Verdict, readings: Readings, described: boolean): string {
  const sentences = [main(verdict, readings)]
  if (!described) sentences.push('There is no description, which limits confidence.')
  const doubt = contradiction(verdict.category, readings)
  if (doubt !== undefined) sentences.push(doubt)
  return sentences.join(' ')
}

function main(verdict: Verdict, readings: Readings): string {
  const { ground, category } = verdict
  switch (ground.kind) {
    case 'name':
      return byName(ground.act, verdict, readings)
    case 'description':
      return byDescription(ground.act, category, readings)
    case 'joined':
      return `The name says \`${ground.name.text}\`, but the description also says \`${ground.act.text}\`: it ${effect(ground.act)}.`
    case 'choice':
      return byChoice(ground.act, readings)
    default:
      return byRest(ground, category)
  }
}

function byName(act: Act, verdict: Verdict, readings: Readings): string {
  const said = `The name says \`${act.text}\``
  const { final, loses } = readings.description
  if (act.because !== undefined) return `${said}, which here ${act.because}.`
  switch (verdict.category) {
    case 'read':
      return verdict.agreeing === 2
        ? `${said} and the description agrees; nothing in the definition says that anything changes.`
        : `${said}, and nothing in the definition says that anything changes.`
    case 'write':
      return `${said}: it changes data, and nothing in the definition says that anything is lost.`
    case 'execute':
      return `${said}: it sets something running, and the definition does not bound what that can do.`
    case 'destructive':
      if (final !== undefined) return `${said}, and the description says \`${final.text}\`.`
      if (loses !== undefined) return `${said}, and the description says that something \`${loses.text}\`.`
      return `${said}, and nothing in the definition says it can be undone.`
    case 'financial':
      return `${said}, which moves money or commits to spending it.`
  }
}

function byDescription(act: Act, category: Category, { name }: Readings): string {
  const silent = name.acts.length === 0 ? 'The name holds no verb' : 'The name leaves it open'
  const told = `the description says \`${act.text}\``
  return act.because === undefined
    ? `${silent}; ${told}: it ${doing[category]}.`
    : `${silent}; ${told}, which here ${act.because}.`
}

function effect(act: Act): string {
  return act.because ?? doing[act.says]
}

function byChoice(act: Act, { schema }: Readings): string {
  const argument = schema.dispatch === undefined ? 'An argument' : `The argument \`${schema.dispatch.name}\``
  return `${argument} can ask for \`${act.text}\`, the gravest of its choices: it ${effect(act)}.`
}

function byRest(
  ground: Exclude<Ground, { readonly kind: 'name' | 'description' | 'joined' | 'choice' }>,
  category: Category,
): string {
  switch (ground.kind) {
    case 'phrase':
      return ground.final
        ? `The description says \`${ground.phrase.text}\`: there is no way back.`
        : `The description says \`${ground.phrase.text}\`: what was there before is gone afterwards.`
    case 'code':
      return `It takes free text in \`${ground.argument.name}\` and runs it; nothing says that it can only look.`
    case 'saves':
      return `It looks, and writes what it found to the place named in \`${ground.argument.name}\`.`
    case 'open':
      return `It runs whichever action \`${ground.argument.name}\` names, and the definition does not list them all.`
    case 'agent':
      return 'It hands a prompt to an agent, which then acts by itself.'
    case 'returns-only':
      return `The name says \`${ground.name.text}\`, but it takes no arguments and the description only says \`${ground.act.text}\`.`
    case 'noun':
      return `The name holds no verb and ends in \`${ground.word}\`: it most likely only looks.`
    case 'noun-phrase':
      return 'Neither name nor description holds a verb of change; the description names a thing, so it most likely only looks.'
    case 'hint':
      return `Name and description settle nothing; the server itself hints that it is ${category === 'destructive' ? 'destructive' : 'not read-only'}.`
    case 'nothing':
      return 'Nothing in the definition says what it does, so it is taken to change something.'
  }
}

/** What the server claims against the words, when it does. */
export function contradiction(category: Category, { annotations }: Readings): string | undefined {
  if (annotations === null || annotations === undefined) return undefined
  if (annotations.readOnlyHint === true && category !== 'read')
    return 'The server claims that it is read-only; the words of the definition say otherwise.'
  if (annotations.destructiveHint === false && category === 'destructive')
    return 'The server claims that it is not destructive; the words of the definition say otherwise.'
  if (annotations.destructiveHint === true && category === 'read')
    return 'The server itself hints that it is destructive, which its words do not bear out.'
  return undefined
}
