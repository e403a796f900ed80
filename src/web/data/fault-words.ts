import type { ApiFault } from './api-fault.ts'

/** An ordinary sentence from a message of the contract: a capital first, a full stop last. */
export function sentence(message: string): string {
  const text = message.trim()
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`
}

export interface FaultWords {
  readonly cause: string
  readonly next?: string
  readonly id?: string
}

/** Why something could not be loaded and what can be done, for the `ErrorState` of a page. */
export function faultWords(fault: ApiFault): FaultWords {
  const id = fault.requestId === undefined ? {} : { id: fault.requestId }
  if (fault.kind === 'network')
    return {
      cause: 'Sallyport did not answer.',
      next: 'Check your connection, and that Sallyport is running.',
    }
  if (fault.status === 404)
    return {
      cause: 'It does not exist any more, or it belongs to a workspace that you are not a member of.',
      ...id,
    }
  return { cause: sentence(fault.message), ...id }
}

/** What a form may say beside an input: our own sentence, or a plain one where a schema has only its default. */
export function errorWords(error: { readonly message?: string | undefined } | undefined): string | undefined {
  const message = error?.message
  if (message === undefined || message === '') return undefined
  if (message.startsWith('Too small')) return 'Please fill this in.'
  if (message.startsWith('Too big')) return 'This is too long.'
  if (message.startsWith('Invalid')) return 'This is not valid.'
  return sentence(message)
}

export interface FieldFault<Name extends string> {
  readonly name: Name
  readonly message: string
}

/**
 * Which inputs of a form a refusal speaks of: those it names in `fields`, else the one that its code stands for.
 * Empty = it is about the whole form.
 */
export function fieldFaults<Name extends string>(
  fault: ApiFault,
  names: readonly Name[],
  byCode: Readonly<Partial<Record<string, Name>>> = {},
): readonly FieldFault<Name>[] {
  const named = names.flatMap((name) => {
    const message = fault.fields[name]
    return message === undefined ? [] : [{ name, message: sentence(message) }]
  })
  if (named.length > 0) return named
  const name = byCode[fault.code]
  return name === undefined ? [] : [{ name, message: sentence(fault.message) }]
}
