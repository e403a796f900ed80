import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filterTools } from './list-answer.ts'

test('what is shown stays to the character, what is not is gone', () => {
  const text =
    '{"result" : {"x":1.0,"tools":[ {"name":"a","n":1.00} , {"name":"b"},{"name":"c","e":"]}"} ],"nextCursor":"2"},"id":9}'
  expect(filterTools(text, ({ name }) => name !== 'b')).toMatchObject({
    text: '{"result" : {"x":1.0,"tools":[{"name":"a","n":1.00},{"name":"c","e":"]}"}],"nextCursor":"2"},"id":9}',
    nextCursor: '2',
  })
  expect(filterTools(text, () => true)?.text).toBe(text)
})

test('a tool without a name is not shown', () => {
  const text = '{"result":{"tools":[{"title":"?"},5,{"name":"a"}]}}'
  expect(filterTools(text, () => true)?.text).toBe('{"result":{"tools":[{"name":"a"}]}}')
})

test.each(['not json', '{"result":{"tools":{}}}', '{"result":{"tools":"a"}}'])(
  '%s cannot be read with certainty',
  (text) => {
    expect(filterTools(text, () => true)).toBeUndefined()
  },
)

test.each(['{"error":{"code":1}}', '{"result":{}}'])('%s has nothing to filter', (text) => {
  expect(filterTools(text, () => false)?.text).toBe(text)
})

test.each([
  [
    'says another scope',
    '"resultType":"complete","cacheScope":"public"',
    '"resultType":"complete","cacheScope":"private"',
  ],
  ['says none', '"resultType":"complete"', '"resultType":"complete","cacheScope":"private"'],
  ['is from before there were scopes', '"x":1', '"x":1'],
])('a list that %s is for one grant alone', (_how, said, shown) => {
  const list = (members: string) => `{"id":1,"result":{"tools":[{"name":"a"}],${members} }}`
  expect(filterTools(list(said), () => true)?.text.replaceAll(' ', '')).toBe(list(shown).replaceAll(' ', ''))
})

test('a filtered list is the list that was filtered', () => {
  const tool = fc.record({ name: fc.string(), extra: fc.jsonValue() })
  fc.assert(
    fc.property(fc.array(tool), fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (tools, more, salt) => {
      fc.pre(!JSON.stringify([tools, more]).includes('__proto__'))
      const isShown = ({ name }: { name: string }) => (name.length + salt) % 3 !== 0
      const whole = JSON.stringify({ ...more, result: { ...more, tools } })
      // Twice, because of the zero that has a sign.
      const text = JSON.stringify(JSON.parse(whole))
      const { result, ...rest } = JSON.parse(filterTools(text, isShown)?.text ?? 'null')
      const wanted: object[] = JSON.parse(JSON.stringify(tools.filter(isShown)))
      expect(result.tools).toEqual(wanted)
      expect({ ...rest, result: { ...result, tools: JSON.parse(JSON.stringify(tools)) } }).toEqual(
        JSON.parse(text),
      )
    }),
  )
})
