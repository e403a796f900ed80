/** One step of a JSON Pointer as it is written: `/` and `~` are escaped ([RFC 6901, section 3](https://www.rfc-editor.org/rfc/rfc6901#section-3)). */
export function pointerStep(step: string | number): string {
  if (typeof step === 'number' || !/[~/]/.test(step)) return `/${step}`
  return `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** A JSON Pointer from its steps. */
export function pointerOf(steps: readonly (string | number)[]): string {
  return steps.map(pointerStep).join('')
}

/** The steps of a JSON Pointer, unescaped; of what does not begin with `/` there are none. */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}
