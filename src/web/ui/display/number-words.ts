const numbers = new Intl.NumberFormat('en')

/** A number as it is read: `12,410`. One formatter for all: `toLocaleString` makes a new one each time, which a list feels. */
export function numberWords(value: number): string {
  return numbers.format(value)
}
