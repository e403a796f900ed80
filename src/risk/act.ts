import type { Category } from './category.ts'
import type { ReadTwin, Verb } from './dictionary.ts'
import type { EvidencePlace } from './judgement.ts'

/** One thing that the definition says the tool does: a verb, what it acts on, and how sure the reading is. */
export interface Act {
  readonly where: EvidencePlace
  readonly text: string
  readonly start: number
  readonly end: number
  readonly verb: string
  readonly says: Category
  /** 3 the verb leaves no doubt, 2 it is likely a verb, 1 it may be a noun. */
  readonly sure: number
  /** How surely the verb is one in any name, by the lexicon. */
  readonly verbness: number
  /** An article or pronoun follows, or it opens a sentence or bracket: no noun. */
  readonly pointed: boolean
  /** Why the object decided, when it did. */
  readonly because: string | undefined
}

/** The kinds of objects around a verb, as sets of bits. */
export interface Company {
  readonly on: number
  readonly head: number
  /** Kinds named anywhere in the tool. */
  readonly amid: number
}

/** What a verb does in its company: the first twin that fits, else the verb's own category. */
export function meaning(verb: Verb, company: Company): Pick<Act, 'says' | 'because'> {
  for (const twin of verb.twins) if (fits(twin, company)) return { says: twin.says, because: twin.because }
  return { says: verb.says, because: undefined }
}

function fits(twin: ReadTwin, { on, head, amid }: Company): boolean {
  const around = amid | on
  return (
    meets(twin.on, on) &&
    meets(twin.head, head) &&
    meets(twin.amid, around) &&
    (twin.not & on) === 0 &&
    (twin.notHead & head) === 0 &&
    (twin.notAmid & around) === 0
  )
}

/** No kind wanted, or one of them there. */
function meets(wanted: number, found: number): boolean {
  return wanted === 0 || (wanted & found) !== 0
}
