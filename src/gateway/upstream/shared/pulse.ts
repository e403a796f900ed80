interface Needs {
  /** How long a program that owes an answer may say nothing at all, and then how long a ping may take it. */
  readonly silentMs: number
  readonly pingMs: number
  ping(): void
  onDead(): void
}

/**
 * Finds out whether a program that owes answers and says nothing still lives. With a process for each session whoever
 * hangs opens another; one that is shared and hangs would hang everybody, for as long as it runs.
 */
export class Pulse {
  readonly #needs: Needs
  #timer: NodeJS.Timeout | undefined
  #isPinged = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** It owes an answer. */
  start(): void {
    this.#timer ??= setTimeout(() => this.#doubt(), this.#needs.silentMs)
  }

  /** It has said something, be it what it may. */
  heard(): void {
    if (!this.#isPinged) this.#timer?.refresh()
    else {
      this.stop()
      this.start()
    }
  }

  /** It owes nothing any more. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isPinged = false
  }

  #doubt(): void {
    this.#isPinged = true
    this.#timer = setTimeout(() => this.#needs.onDead(), this.#needs.pingMs)
    this.#needs.ping()
  }
}
