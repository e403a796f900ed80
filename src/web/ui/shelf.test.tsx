import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { Button } from './action/button.tsx'
import { CodeBlock } from './display/code-block.tsx'
import { Countdown } from './display/countdown.tsx'
import { actionOrder, DecisionBadge } from './display/decision-badge.tsx'
import { Logo } from './display/logo.tsx'
import { ProgressSteps } from './display/progress-steps.tsx'
import { RelativeTime } from './display/relative-time.tsx'
import { RiskBadge, riskOrder } from './display/risk-badge.tsx'
import { Banner } from './feedback/banner.tsx'
import { ErrorState } from './feedback/error-state.tsx'
import { VisuallyHidden } from './feedback/visually-hidden.tsx'
import { Checkbox } from './form/checkbox.tsx'
import { Combobox } from './form/combobox.tsx'
import { Field } from './form/field.tsx'
import { PasswordInput } from './form/password-input.tsx'
import { SegmentedControl } from './form/segmented-control.tsx'
import { Switch } from './form/switch.tsx'
import { TextInput } from './form/text-input.tsx'
import { OptionList } from './layout/option-list.tsx'
import { Splitter } from './layout/splitter.tsx'
import { Popover } from './overlay/popover.tsx'

const markup = (node: ReactNode) => renderToStaticMarkup(node)
const attribute = (html: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(html)?.[1]

test('a field ties its label, its error and its hint to the control, the error first', () => {
  const html = markup(
    <Field label="E-mail" hint="We write rarely." error="This is no address.">
      <TextInput type="email" />
    </Field>,
  )
  const input = /<input[^>]*>/.exec(html)?.[0] ?? ''
  expect(attribute(html, 'for')).toBe(attribute(input, 'id'))
  expect(attribute(input, 'aria-invalid')).toBe('true')
  const [error = '', hint = ''] = (attribute(input, 'aria-describedby') ?? '').split(' ')
  expect(html).toMatch(new RegExp(`id="${error}"[^>]*>This is no address.`))
  expect(html).toMatch(new RegExp(`id="${hint}"[^>]*>We write rarely.`))
})

test('a field without fault is described by nothing, and says when it may be left empty', () => {
  const html = markup(
    <Field label="Name" optional>
      <TextInput />
    </Field>,
  )
  for (const name of ['aria-describedby', 'aria-invalid', 'aria-required'])
    expect(attribute(html, name)).toBeUndefined()
  expect(html).toContain('(optional)')
})

test('a loading button keeps its label and stays focusable', () => {
  const html = markup(<Button loading>Publish</Button>)
  expect(html).toContain('Publish')
  expect(attribute(html, 'aria-busy')).toBe('true')
  expect(attribute(html, 'aria-disabled')).toBe('true')
  expect(attribute(html, 'disabled')).toBeUndefined()
})

test('each risk and each action has a word, a colour and an icon of its own', () => {
  const badges = [
    ...riskOrder.map((risk) => markup(<RiskBadge risk={risk} />)),
    ...actionOrder.map((action) => markup(<DecisionBadge decision={action} tense="rule" />)),
  ]
  const words = badges.map((html) => html.replaceAll(/<[^>]+>/g, ''))
  expect(words).toEqual([
    'Destructive',
    'Financial',
    'Execute',
    'Write',
    'Read',
    'Allow',
    'Limit',
    'Ask',
    'Deny',
    'Hide',
  ])
  expect(new Set(badges.map((html) => attribute(html, 'data-tone'))).size).toBe(10)
  expect(new Set(badges.map((html) => /<svg[^>]*>(.*)<\/svg>/.exec(html)?.[1])).size).toBe(10)
})

test('a segmented control is one group of radios, of which one is chosen or none', () => {
  const options = [
    { value: 'allow', label: 'Allow' },
    { value: 'deny', label: 'Deny' },
  ] as const
  const control = (value: 'allow' | 'deny' | undefined) =>
    markup(
      <SegmentedControl
        label="Action for ping"
        options={options}
        value={value}
        onChange={vi.fn()}
        tabIndex={-1}
      />,
    )
  const html = control('deny')
  const radios = html.match(/<input[^>]*>/g) ?? []
  expect(html).toContain('Action for ping')
  expect(new Set(radios.map((radio) => attribute(radio, 'name'))).size).toBe(1)
  expect(radios.map((radio) => radio.includes('checked=""'))).toEqual([false, true])
  expect(radios.every((radio) => attribute(radio, 'tabindex') === '-1')).toBe(true)
  expect(control(undefined)).not.toContain('checked=""')
})

test('a secret is not in the page before it is asked for', () => {
  const html = markup(<CodeBlock label="Command" code="curl -H 'Bearer sp_live_1'" secret="sp_live_1" />)
  expect(html).not.toContain('sp_live_1')
  expect(html).toContain('•••')
})

test('each step says in words how far it is', () => {
  const states = ['waiting', 'running', 'done', 'failed', 'skipped'] as const
  const html = markup(
    <ProgressSteps
      label="Probe"
      steps={states.map((state) => ({ key: state, label: `Step ${state}`, state, ms: 1204 }))}
    />,
  )
  for (const word of ['not started', 'running', 'done', 'failed', 'not reached'])
    expect(html).toContain(`: ${word}`)
  expect(html).toContain('1,204 ms')
})

test('an error says its cause, its id and how to go on', () => {
  const html = markup(
    <ErrorState title="The servers could not be loaded." cause="No answer." id="req_1" onRetry={vi.fn()} />,
  )
  expect(attribute(html, 'role')).toBe('alert')
  for (const part of ['No answer.', 'req_1', 'Try again']) expect(html).toContain(part)
})

test('a banner is spoken only when it is told to be', () => {
  expect(markup(<Banner>Quiet.</Banner>)).not.toContain('role=')
  // Politely by the page's own region, which was there before.
  expect(markup(<Banner live="polite">Saved.</Banner>)).not.toContain('role=')
  expect(markup(<Banner live="assertive">Lost.</Banner>)).toContain('role="alert"')
})

test('times are machine-readable, and a countdown does not chatter', () => {
  const at = Date.UTC(2026, 10, 21, 14, 3)
  expect(markup(<RelativeTime at={at} />)).toContain('dateTime="2026-11-21T14:03:00.000Z"')
  const html = markup(<Countdown until={0} />)
  expect(attribute(html, 'role')).toBe('timer')
  expect(attribute(html, 'aria-live')).toBe('off')
})

test('the handle between two panes tells where it stands', () => {
  const html = markup(<Splitter label="Width of the list" start="a" end="b" initial={40} min={30} max={75} />)
  expect(html).toMatch(
    /role="separator"[^>]*aria-valuenow="40"[^>]*aria-valuemin="30"[^>]*aria-valuemax="75"/,
  )
})

test.each([
  ['a checkbox', <Checkbox key="1" label="Remember me" />, 'Remember me'],
  ['a switch', <Switch key="2" label="Notify me" />, 'role="switch"'],
  ['a password', <PasswordInput key="3" />, 'aria-label="Show password"'],
  [
    'a combobox',
    <Combobox
      key="4"
      label="Tool"
      options={[{ value: 'ping', label: 'ping' }]}
      value="ping"
      onChange={vi.fn()}
    />,
    'aria-label="Tool: ping"',
  ],
  [
    'a popover',
    <Popover key="5" label="Why" trigger={<button type="button">Why</button>}>
      Because.
    </Popover>,
    'aria-haspopup',
  ],
  [
    'a long list',
    <OptionList key="6" label="Tools" items={['a']} keyOf={(item) => item} chosen="a" onChoose={vi.fn()}>
      {(item) => item}
    </OptionList>,
    'aria-label="Tools"',
  ],
  ['hidden words', <VisuallyHidden key="7">only heard</VisuallyHidden>, 'only heard'],
  ['the mark', <Logo key="8" />, 'Sallyport'],
])('%s has its name', (_, node, wanted) => {
  expect(markup(node)).toContain(wanted)
})
