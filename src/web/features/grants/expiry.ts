const day = 86_400_000

export const expiryOptions = [
  { value: 'never', label: 'Never' },
  { value: 'day', label: 'In a day' },
  { value: 'week', label: 'In 7 days' },
  { value: 'month', label: 'In 30 days' },
  { value: 'quarter', label: 'In 90 days' },
] as const

export type Expiry = (typeof expiryOptions)[number]['value']

const lengths: Readonly<Record<Expiry, number | null>> = {
  never: null,
  day,
  week: 7 * day,
  month: 30 * day,
  quarter: 90 * day,
}

/** When a grant minted now expires; null = never. */
export function expiryTime(expiry: Expiry, now: number): number | null {
  const length = lengths[expiry]
  return length === null ? null : now + length
}
