import { z } from 'zod'

/** A column that holds a value as JSON text: parsed, then checked by the model's own schema. */
export function jsonColumn<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema)
}
