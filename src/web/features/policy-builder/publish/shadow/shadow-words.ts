import { numberWords } from '#web/ui/display/number-words.ts'
/** What a trial in shadow has shown so far: of so many calls so many would have come out otherwise. */
export function shadowWords(judged: number, different: number): string {
  if (judged === 0) return 'No call has come since it was put in shadow.'
  if (judged === 1)
    return `The one call since would have come out ${different === 0 ? 'the same' : 'otherwise'}.`
  const calls = `the latest ${numberWords(judged)} calls`
  if (different === 0) return `All of ${calls} would have come out the same.`
  const count = different === judged ? 'all' : numberWords(different)
  return `Of ${calls}, ${count} would have come out otherwise.`
}
