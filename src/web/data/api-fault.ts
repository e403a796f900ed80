import type { FaultBody } from '#contract/fault'

/** refused: the API said no, and why. network: no answer came. unreadable: an answer that this page does not know. */
export type ApiFaultKind = 'refused' | 'network' | 'unreadable'

interface Details {
  readonly kind: ApiFaultKind
  readonly code: string
  readonly message: string
  readonly status?: number
  readonly fields?: Readonly<Record<string, string>> | undefined
  readonly retryAfter?: number | undefined
  readonly requestId?: string | undefined
  readonly detail?: unknown
}

/** The one error that asking the API can end in; `message` is a sentence for a person. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault'
  readonly kind: ApiFaultKind
  /** The contract's code, such as `slug_taken`; `network` or `unreadable` when the API did not say one. */
  readonly code: string
  /** 0 when no answer came. */
  readonly status: number
  /** Which input is wrong, by its path, such as `transport.url`. */
  readonly fields: Readonly<Record<string, string>>
  readonly retryAfter: number | undefined
  readonly requestId: string | undefined
  readonly detail: unknown

  constructor(details: Details) {
    super(details.message)
    this.kind = details.kind
    this.code = details.code
    this.status = details.status ?? 0
    this.fields = details.fields ?? {}
    this.retryAfter = details.retryAfter
    this.requestId = details.requestId
    this.detail = details.detail
  }
}

export function networkFault(): ApiFault {
  return new ApiFault({
    kind: 'network',
    code: 'network',
    message: 'Sallyport did not answer. Check the connection and try again.',
  })
}

export function unreadableFault(status: number, requestId?: string): ApiFault {
  return new ApiFault({
    kind: 'unreadable',
    code: 'unreadable',
    message: 'The answer was not what this page expects. It may be older than the server: reload the page.',
    status,
    requestId,
  })
}

export function refusal(status: number, body: FaultBody): ApiFault {
  return new ApiFault({ kind: 'refused', status, ...body })
}
