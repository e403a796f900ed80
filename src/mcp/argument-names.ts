import { isJsonObject } from '#std/json'
import { folded } from './names.ts'

/** A name among arguments that is one of the tool's own in another case. */
export interface Misnamed {
  readonly name: string
  readonly meant: string
}

/**
 * Looks for a name that the tool's schema does not have, but has in another case. A reader that matches names without
 * case, as Go's encoding/json does, would take it for the tool's own, and whoever judged the call has not. Where the
 * schema names nothing, names are the user's, and any will do.
 */
export function misnamedArgument(value: unknown, schema: unknown): Misnamed | undefined {
  if (!isJsonObject(schema)) return undefined
  if (Array.isArray(value)) return firstOf(value, (item) => misnamedArgument(item, schema['items']))
  const { properties } = schema
  if (!(isJsonObject(value) && isJsonObject(properties))) return undefined
  return firstOf(Object.keys(value), (name) => {
    if (Object.hasOwn(properties, name)) return misnamedArgument(value[name], properties[name])
    const meant = Object.keys(properties).find((own) => folded(own) === folded(name))
    return meant === undefined ? undefined : { name, meant }
  })
}

function firstOf<T>(all: readonly T[], look: (one: T) => Misnamed | undefined): Misnamed | undefined {
  for (const one of all) {
    const found = look(one)
    if (found !== undefined) return found
  }
  return undefined
}
