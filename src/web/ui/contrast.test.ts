import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { invariant } from '#std/invariant'

type Rgb = readonly [number, number, number]

const css = readFileSync(new URL('../index.css', import.meta.url), 'utf8')

/** The tokens of a theme as linear sRGB; what is no plain colour (fonts, shadows, `/ alpha`) is left out. */
function tokens(theme: 'light' | 'dark'): ReadonlyMap<string, Rgb> {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{\\n {2}color-scheme([^}]*)\\}`).exec(css)?.[1]
  invariant(block, `index.css has a block of tokens for ${theme}`)
  const pattern = /--([a-z0-9-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g
  return new Map(
    [...block.matchAll(pattern)].map(([, name = '', l, c, h]) => [
      name,
      fromOklch(Number(l), Number(c), Number(h)),
    ]),
  )
}

/** [CSS Color 4, sample code](https://www.w3.org/TR/css-color-4/#color-conversion-code): OKLCH to linear sRGB, clipped. */
function fromOklch(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clip = (value: number) => Math.min(1, Math.max(0, value))
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** Browsers lay a translucent colour over another in gamma-encoded sRGB. */
function over(top: Rgb, share: number, ground: Rgb): Rgb {
  const encode = (v: number) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055)
  const decode = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  const mix = (index: 0 | 1 | 2) => decode(share * encode(top[index]) + (1 - share) * encode(ground[index]))
  return [mix(0), mix(1), mix(2)]
}

/** [WCAG 2.2, contrast ratio](https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). */
function contrast(one: Rgb, other: Rgb): number {
  const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ['bg', 'panel', 'sunk']
const risks = ['read', 'write', 'execute', 'destructive', 'financial']
const actions = ['allow', 'limit', 'approve', 'deny', 'hide']
const tones = [...risks, ...actions, 'accent', 'ink-2']

interface Pair {
  readonly text: string
  readonly ground: string
  /** A tone laid over the ground: what pills (11 %), segments (13 %) and banners stand on. */
  readonly tint?: readonly [string, number]
}

const pairs: readonly Pair[] = [
  ...['ink', 'ink-2', 'ink-3'].flatMap((text) =>
    [...grounds, 'accent-soft'].map((ground) => ({ text, ground })),
  ),
  ...tones.flatMap((text) => grounds.map((ground) => ({ text, ground }))),
  // A pill, a chosen segment, and a row or a button under the pointer.
  ...tones.flatMap((text) =>
    grounds.flatMap((ground) =>
      [0.11, 0.13].map((share) => ({ text, ground, tint: [text, share] as const })),
    ),
  ),
  ...['ink', 'ink-2'].flatMap((text) =>
    tones.flatMap((tone) => grounds.map((ground) => ({ text, ground, tint: [tone, 0.11] as const }))),
  ),
  { text: 'accent', ground: 'accent-soft' },
  { text: 'accent-ink', ground: 'accent' },
  { text: 'accent-ink', ground: 'bg', tint: ['accent', 0.9] },
  { text: 'accent-ink', ground: 'panel', tint: ['accent', 0.9] },
  // Code that is compared: a line is tinted by 8 %, and what differs in it by as much again.
  ...['ink', 'ink-2', 'approve', 'allow', 'write', 'execute'].flatMap((text) =>
    ['allow', 'deny'].map((tone) => ({ text, ground: 'panel', tint: [tone, 0.154] as const })),
  ),
  ...['allow', 'deny'].map((tone) => ({ text: 'ink-3', ground: 'panel', tint: [tone, 0.08] as const })),
  { text: 'panel', ground: 'deny' },
  { text: 'panel', ground: 'panel', tint: ['deny', 0.9] },
  { text: 'panel', ground: 'approve' },
  { text: 'panel', ground: 'ink' },
]

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const colours = tokens(theme)
  const colour = (name: string): Rgb => {
    const found = colours.get(name)
    invariant(found, `--${name} is a token`)
    return found
  }

  test('every text can be read on every ground it stands on (4.5:1)', () => {
    const faint = pairs.flatMap(({ text, ground, tint }) => {
      const behind = tint ? over(colour(tint[0]), tint[1], colour(ground)) : colour(ground)
      const ratio = contrast(colour(text), behind)
      return ratio < 4.5
        ? [`${text} on ${ground}${tint ? ` + ${tint.join(' ')}` : ''}: ${ratio.toFixed(2)}`]
        : []
    })
    expect(faint).toEqual([])
  })

  test('what must be seen to use a control, and the focus, stand out (3:1)', () => {
    const faint = ['edge', 'focus', 'accent', ...risks, ...actions].flatMap((line) =>
      grounds.flatMap((ground) => {
        const ratio = contrast(colour(line), colour(ground))
        return ratio < 3 ? [`${line} on ${ground}: ${ratio.toFixed(2)}`] : []
      }),
    )
    expect(faint).toEqual([])
  })
})

test('the measure is right: black on white is 21:1, and the grey that everyone knows is 4.54:1', () => {
  expect(contrast(fromOklch(0, 0, 0), fromOklch(1, 0, 0))).toBeCloseTo(21, 1)
  // #767676
  expect(contrast(fromOklch(0.5659, 0, 0), fromOklch(1, 0, 0))).toBeCloseTo(4.54, 1)
})
