import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { configTable, readConfig } from './config.ts'

describe('the environment', () => {
  test('nothing set is a local installation with every default', () => {
    const config = readConfig({})
    expect(config.ok && config.value).toMatchObject({ PORT: 4400, HOST: '127.0.0.1', DATA_DIR: './data' })
  })

  test('an empty variable is as good as none', () => {
    const config = readConfig({ PUBLIC_URL: '', PORT: '' })
    expect(config.ok && config.value.PORT).toBe(4400)
  })

  test.each([
    [{ PORT: 'high' }, /^PORT must be a whole number from 0 to 65535$/],
    [{ PORT: '70000' }, /PORT/],
    [{ PUBLIC_URL: 'ftp://x.example' }, /PUBLIC_URL must be an http/],
    [{ PUBLIC_URL: 'https://x.example/sub' }, /PUBLIC_URL must have no path/],
    [{ SALLYPORT_SEALING_KEY: 'abc' }, /64 hexadecimal digits/],
    [{ SALLYPORT_TRUSTED_PROXIES: '10.0.0.0/8, proxy.internal' }, /addresses or CIDR/],
    [{ SALLYPORT_STDOI: 'on' }, /no such setting: `SALLYPORT_STDOI`/],
    [{ REDIS_URL: 'redis://localhost' }, /REDIS_URL/],
  ])('%o is refused, and the message names it', (env, message) => {
    const config = readConfig(env)
    expect(config.ok).toBe(false)
    if (!config.ok) expect(config.fault.message).toMatch(message)
  })

  test('lists and origins are parsed', () => {
    const config = readConfig({
      PUBLIC_URL: 'https://gate.example/',
      SALLYPORT_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    })
    expect(config.ok && config.value).toMatchObject({
      PUBLIC_URL: 'https://gate.example',
      SALLYPORT_TRUSTED_PROXIES: ['10.0.0.0/8', '::1'],
    })
  })

  test('the README prints every variable as it is', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
    expect(readme).toContain(configTable())
  })
})
