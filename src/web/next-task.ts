/** Lets the browser answer whoever is waiting before it goes on: one long task is felt, two of half its length are not. */
export function nextTask(): Promise<void> {
  return new Promise((resume) => setTimeout(resume))
}
