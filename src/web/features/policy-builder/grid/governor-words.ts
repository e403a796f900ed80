import { pointerSteps } from '#std/pointer'
import type { Row } from '../model/rows.ts'

/** Which part of the policy speaks for a tool, in the few words of a row; nothing when it is a rule of its name. */
export function governorShort({ by, pointer, category }: Row): string | undefined {
  switch (by) {
    case 'name':
    case 'inner':
      return undefined
    case 'pattern':
      return `by ${pointerSteps(pointer)[1] ?? 'a pattern'}`
    case 'class':
      return `by class ${category ?? ''}`
    case 'hide':
      return 'by hide'
    case 'default':
      return 'not named'
  }
}

/** The same as a sentence, for the inspector; names stand in backticks. */
export function governorSentence(
  { by, pointer, category }: Row,
  standing: 'allow' | 'deny',
): string | undefined {
  switch (by) {
    case 'name':
      return undefined
    case 'inner':
      return `The rule \`${pointerSteps(pointer)[1] ?? ''}\` governs this action, whatever runs it. Choosing an action here gives it a rule for this dispatcher alone.`
    case 'pattern':
      return `The pattern \`${pointerSteps(pointer)[1] ?? ''}\` governs this tool. Choosing an action here gives it a rule of its own.`
    case 'class':
      return `The rule for the class ${category ?? ''} governs this tool. Choosing an action here gives it a rule of its own.`
    case 'hide':
      return `The list \`hide\` hides this tool.`
    case 'default':
      return `No rule names this tool, so the default speaks: ${standing}. Choosing an action here gives it a rule of its own.`
  }
}
