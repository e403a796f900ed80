/** What the worst call of a tool does, gravest last. */
export const categories = ['read', 'write', 'execute', 'destructive', 'financial'] as const

/** What the worst call of a tool does: looks, changes, runs, destroys or spends. */
export type Category = (typeof categories)[number]

/** How much harm a call can do, gravest last. */
export const levels = ['low', 'medium', 'high', 'critical'] as const

/** How much harm a call can do. */
export type Level = (typeof levels)[number]

const levelByCategory: Readonly<Record<Category, Level>> = {
  read: 'low',
  write: 'medium',
  execute: 'high',
  destructive: 'critical',
  financial: 'critical',
}

/** The level that belongs to a category. */
export function levelOf(category: Category): Level {
  return levelByCategory[category]
}

/** Below zero when `a` is the lesser risk, above when it is the graver, by the order of precedence. */
export function compareCategories(a: Category, b: Category): number {
  return categories.indexOf(a) - categories.indexOf(b)
}

/** The graver of two categories. */
export function graver(a: Category, b: Category): Category {
  return compareCategories(a, b) >= 0 ? a : b
}
