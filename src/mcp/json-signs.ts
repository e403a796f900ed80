// The signs of a JSON text by their code units (RFC 8259, section 2).

export const space = 32
export const quote = 34
export const comma = 44
export const minus = 45
export const zero = 48
export const nine = 57
export const colon = 58
export const openList = 91
export const backslash = 92
export const closeList = 93
export const openObject = 123
export const closeObject = 125
