export type RiskTone = 'read' | 'write' | 'execute' | 'destructive' | 'financial'
export type ActionTone = 'allow' | 'limit' | 'ask' | 'deny' | 'hide'

/** What a colour means. Set as `data-tone`; `index.css` turns it into a hue for `text-tone`, `bg-tone-soft` and the like. */
export type Tone = RiskTone | ActionTone | 'neutral' | 'accent'
