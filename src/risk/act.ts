import type { Category } from './category.ts'
import type { Verb } from './dictionary.ts'
import type { EvidencePlace } from './judgement.ts'

/** One thing that the definition says the tool does: a verb, what it acts on, and how sure the reading is. */
export interface Act {
  readonly where: EvidencePlace
  readonly text: string
  readonly start: number
  readonly end: number
  readonly verb: string
  readonly says: Category
  /** The gravest it may be, when the words leave it open. */
  readonly atWorst: Category
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
export function meaning(verb: Verb, company: Company): Pick<Act, 'says' | 'atWorst' | 'because'> {
  const amid = company.amid | company.on
  for (const twin of verb.twins) {
    if (twin.on !== 0 && (twin.on & company.on) === 0) continue
    if (twin.head !== 0 && (twin.head & company.head) === 0) continue
    if (twin.amid !== 0 && (twin.amid & amid) === 0) continue
    if (twin.not !== 0 && (twin.not & company.on) !== 0) continue
    if (twin.notAmid !== 0 && (twin.notAmid & amid) !== 0) continue
    if (twin.notHead !== 0 && (twin.notHead & company.head) !== 0) continue
    return { says: twin.says, atWorst: twin.atWorst ?? twin.says, because: twin.because }
  }
  return { says: verb.says, atWorst: verb.says, because: undefined }
}
