/** Why the process cannot start or go on, in words for the operator; `cli` prints the message without a stack. */
export class Refusal extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'Refusal'
    this.code = code
  }
}
