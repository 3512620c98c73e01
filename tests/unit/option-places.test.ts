import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { runCommandLine } from '../../src/main/cli/run-command-line'
import type { EndpointPlan } from '../../src/main/cli/running-endpoint'
import { formatWorkspace, parseWorkspace } from '../../src/main/engine/workspace/workspace-text'
import {
  checkOptions,
  defaultOptions,
  type EndpointConfig,
  type OptionInput,
} from '../../src/shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import { optionCommand } from '../support/option-command'
import { optionSamples, withCompanions, wrongSamples } from '../support/option-samples'

const plans: EndpointPlan[] = []
vi.mock('../../src/main/cli/run-endpoint', () => ({
  runEndpoint: (plan: EndpointPlan) => {
    plans.push(plan)
    return Promise.resolve(0)
  },
}))

/** All options as an endpoint gets them. */
function whole(kind: EndpointKind, given: OptionInput): object {
  const checked = checkOptions(kind, given)
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues))
  return checked.options
}

async function onTheCommandLine(kind: EndpointKind, given: OptionInput): Promise<object> {
  const code = await runCommandLine(optionCommand(kind, given))
  expect(code).toBe(0)
  const plan = plans.pop()!
  expect(plan.kind).toBe(kind)
  return whole(kind, plan.options)
}

function inWorkspace(kind: EndpointKind, options: OptionInput): EndpointConfig {
  const endpoints = [{ id: 'one', name: 'One', kind, options }]
  const file = { format: 'sockwright-workspace', version: 1, endpoints, layout: null }
  const reading = parseWorkspace(JSON.stringify(file))
  if (reading.is !== 'read') throw new Error(JSON.stringify(reading))
  return reading.content.endpoints[0]!
}

beforeEach(() => void plans.splice(0))

/** `renderer-option-fields.test.ts` shows the same of the form. */
describe('every option comes to the same endpoint by the command line and by a workspace', () => {
  it.each(optionSamples)('$kind, $name, $value', async (sample) => {
    const { kind, name, value } = sample
    const given = withCompanions(sample)
    const wanted: Readonly<Record<string, unknown>> = { ...defaultOptions(kind), ...given }
    expect(wanted[name]).toBe(value)
    expect(await onTheCommandLine(kind, given)).toEqual(wanted)
    const config = inWorkspace(kind, given)
    expect(config.options).toEqual(wanted)
    const rest = { id: null, variables: {}, payloads: [], sequences: [], layout: null }
    const saved = parseWorkspace(formatWorkspace({ ...rest, endpoints: [config] }))
    expect(saved).toMatchObject({ is: 'read', content: { endpoints: [{ options: wanted }] } })
  })
})

describe('what an option refuses', () => {
  const told = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  beforeEach(() => void told.mockClear())
  afterAll(() => told.mockRestore())

  it.each(wrongSamples)('$kind, $name', async (sample) => {
    const { kind, name } = sample
    const given = withCompanions(sample)
    expect(checkOptions(kind, given)).toMatchObject({ ok: false, issues: [{ option: name }] })
    expect(() => inWorkspace(kind, given)).toThrow(`option ${name}`)
    const words = optionCommand(kind, given)
    if (!words.some((word) => word.includes(String(sample.value)))) return
    const code = await runCommandLine(words)
    // Whatever an address gives is judged by the engine.
    if (code === 0) expect(() => whole(kind, plans[0]!.options)).toThrow(name)
    else expect(told.mock.calls.join()).toMatch(/^sockwright: .*\(E_[A-Z_]+\)/)
    expect(told.mock.calls.join()).not.toMatch(/NaN|undefined|Expected|Invalid/)
  })
})
