import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultDefinitions, faultNames } from '../../src/shared/faults/fault-definitions'
import { faultsForStreamsOnly } from '../../src/shared/faults/fault-plan'
import { formatFaults, parseFaults } from '../../src/shared/faults/fault-text'

function plan(text: string) {
  const check = parseFaults(text)
  if (!check.ok) throw new Error(check.reason.en)
  return check.plan
}

describe('the text of faults', () => {
  it('says what is done to both directions, or to one', () => {
    const both = plan('delay=50, jitter=20ms, drop=1%, seed=7')
    expect(both.seed).toBe(7)
    expect(both.in).toEqual(both.out)
    expect(both.in).toMatchObject({ delay: 50, jitter: 20, drop: 1 })
    const one = plan('in.rate=64k,out.reset=2.5s,out.stall=1m')
    expect(one.in).toMatchObject({ rate: 65_536, reset: null })
    expect(one.out).toMatchObject({
      rate: 0,
      reset: { by: 'seconds', count: 2.5 },
      stall: { by: 'bytes', count: 1_048_576 },
    })
  })

  it('is written in one form, which is read back as it was', () => {
    expect(formatFaults(plan('out.drop=1%,in.drop=1%,in.delay=0,out.split=2048'))).toBe(
      'drop=1%,out.split=2k',
    )
    expect(formatFaults(plan('seed=7'))).toBe('')
    const values = { ms: '7', bytes: '1500', percent: '2.5%', limit: '3s' }
    const part = fc.tuple(fc.constantFrom('', 'in.', 'out.'), fc.constantFrom(...faultNames))
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts
          .map(([way, name]) => `${way}${faultDefinitions[name].name}=${values[faultDefinitions[name].unit]}`)
          .join(',')
        expect(plan(formatFaults(plan(text)))).toEqual(plan(text))
      }),
    )
  })

  it.each([
    ['delay', 'name=value'],
    ['slow=1', 'no fault'],
    ['drop=1', '1%'],
    ['drop=101%', '1%'],
    ['delay=soon', 'ms'],
    ['rate=fast', '64k'],
    ['reset=1day', '2.5s'],
    ['seed=-1', 'seed'],
  ])('refuses %s and says what to write', (text, hint) => {
    const check = parseFaults(text)
    expect(check.ok).toBe(false)
    if (!check.ok) expect(check.reason.en).toContain(hint)
  })

  it('knows what datagrams cannot have', () => {
    expect(faultsForStreamsOnly(plan('delay=1,split=10,out.half-close=1k'))).toEqual(['split', 'halfClose'])
  })
})
