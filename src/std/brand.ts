declare const brand: unique symbol

/** A type told apart from its twin at compile time only: `Brand<string, 'ServerId'>` is no `GrantId`. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
